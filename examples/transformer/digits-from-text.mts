#!/usr/bin/env -S node --experimental-strip-types --disable-warning=ExperimentalWarning
// A transformer: takes pictures drawn with characters, hands the digits model the 64 numbers that it knows, and answers
// with the digit. Nothing but Node is needed.
import { Predictor, Problem, readArguments, serve } from '../lib/component.mts';

/** From light to dark, as pictures made of characters are usually drawn. */
const SHADES = ' .:-=+*#%@';
/** The model sees 8 by 8 pixels, each from 0 to 16. */
const SIZE = 8;
const DARKEST = 16;
/** Larger drawings say nothing more at 8 by 8 pixels. */
const MAX_SIZE = 64;

/** The 64 pixels of a drawing: each the mean darkness of the characters that it covers. */
function pixelsOf(drawing: unknown, at: string): number[] {
  const lines = typeof drawing === 'string' ? drawing.split('\n') : drawing;
  const isText =
    Array.isArray(lines) && lines.every(l => typeof l === 'string');
  if (!isText || lines.length === 0)
    throw new Problem(400, `${at}: expected a drawing, as text or its lines`);
  const height = lines.length;
  const width = Math.max(...lines.map(line => line.length));
  if (height > MAX_SIZE || width > MAX_SIZE || width === 0) {
    throw new Problem(
      400,
      `${at}: a drawing has 1 to ${MAX_SIZE} lines of 1 to ${MAX_SIZE} characters, not ${height} of ${width}`,
    );
  }
  const shade = (x: number, y: number) => {
    const character = lines[y][x] ?? ' ';
    const darkness = SHADES.indexOf(character);
    if (darkness < 0) {
      throw new Problem(
        400,
        `${at}: '${character}' in line ${
          y + 1
        } is none of '${SHADES}', from light to dark`,
      );
    }
    return (darkness / (SHADES.length - 1)) * DARKEST;
  };
  const pixels: number[] = [];
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      let sum = 0;
      let count = 0;
      for (const y of covered(row, height)) {
        for (const x of covered(column, width)) {
          sum += shade(x, y);
          count++;
        }
      }
      pixels.push(sum / count);
    }
  }
  return pixels;
}

/** Which of `length` characters a pixel covers; at least one. */
function covered(pixel: number, length: number): number[] {
  const from = Math.floor((pixel * length) / SIZE);
  const to = Math.max(from + 1, Math.floor(((pixel + 1) * length) / SIZE));
  return Array.from({ length: to - from }, (_, i) => from + i);
}

const component = readArguments();
const predictor = new Predictor(component);

serve({
  component,
  verb: 'predict',
  async answer(instances, headers) {
    const rows = instances.map((drawing, i) =>
      pixelsOf(drawing, `instances[${i}]`),
    );
    const classes = await predictor.classify(rows, headers);
    return {
      predictions: classes.map(({ label, probabilities }) => ({
        digit: label,
        probability: Number(probabilities[label].toFixed(4)),
      })),
    };
  },
});
