#!/usr/bin/env node
// Makes the compact schemas that the control plane enforces from a folder of KServe's CRDs.
//
//   node scripts/kserve-schemas.mjs <folder of CRDs> <version of KServe>
//
// Left out: descriptions, status (only controllers write it), rules in CEL and markers that decide nothing about
// validity. What stands in several places (a pod spec stands in InferenceService alone eleven times) is kept once, as a
// part that others refer to: 9 MB of YAML become about 100 kB.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const TARGET = new URL(
  '../plugins/model-serving-backend/src/schemas/generated/kserve.json',
  import.meta.url,
);
const LEFT_OUT = new Set([
  'description',
  'x-kubernetes-validations',
  'x-kubernetes-map-type',
]);
/** A part shorter than this is not worth its reference. */
const MIN_PART_LENGTH = 40;

const [folder, version] = process.argv.slice(2);
if (!folder || !version) {
  console.error(
    'usage: node scripts/kserve-schemas.mjs <folder of CRDs> <version of KServe>',
  );
  process.exit(2);
}

/** Each distinct schema once, by its text; children are referred to by their number. */
const distinct = new Map();

function intern(schema) {
  const node = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (LEFT_OUT.has(keyword)) continue;
    if (keyword === 'x-kubernetes-list-type' && value === 'atomic') continue;
    if (keyword === 'properties') {
      node.properties = Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, intern(child)]),
      );
    } else if (
      keyword === 'items' ||
      (keyword === 'additionalProperties' && typeof value === 'object')
    ) {
      node[keyword] = intern(value);
    } else if (keyword === 'anyOf' && schema['x-kubernetes-int-or-string']) {
      continue; // says the same as the marker
    } else {
      node[keyword] = value;
    }
  }
  const text = JSON.stringify(node);
  const known = distinct.get(text);
  if (known) {
    known.uses++;
    return known.number;
  }
  const entry = { node, uses: 1, number: distinct.size };
  distinct.set(text, entry);
  return entry.number;
}

const kinds = [];
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.yaml')) continue;
  const { spec } = parse(readFileSync(join(folder, file), 'utf8'));
  kinds.push({
    kind: spec.names.kind,
    plural: spec.names.plural,
    scope: spec.scope,
    // The one that is stored first: it stands for a resource that names none
    versions: spec.versions
      .filter(({ served }) => served)
      .sort((a, b) => Number(b.storage) - Number(a.storage))
      .map(({ name, schema }) => ({
        apiVersion: `${spec.group}/${name}`,
        fields: ownFields(schema.openAPIV3Schema.properties),
      })),
  });
}

/** `spec`, and what a kind has beside it. */
function ownFields({
  apiVersion: _apiVersion,
  kind: _kind,
  metadata: _metadata,
  status: _status,
  ...own
}) {
  return Object.fromEntries(
    Object.entries(own).map(([name, schema]) => [name, intern(schema)]),
  );
}

const byNumber = [...distinct.values()];
/** A default belongs to the field that has it, where whoever fills it in looks for it. */
const isPart = ({ node, uses }) =>
  uses > 1 &&
  node.default === undefined &&
  JSON.stringify(node).length >= MIN_PART_LENGTH;
const parts = byNumber.filter(isPart);
const partOf = new Map(parts.map((entry, i) => [entry.number, `p${i}`]));

function written(number) {
  const part = partOf.get(number);
  return part ? { $ref: `#/parts/${part}` } : writtenOut(byNumber[number].node);
}

function writtenOut(node) {
  const out = { ...node };
  if (node.items !== undefined) out.items = written(node.items);
  if (typeof node.additionalProperties === 'number') {
    out.additionalProperties = written(node.additionalProperties);
  }
  if (node.properties) out.properties = writtenFields(node.properties);
  return out;
}

function writtenFields(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, number]) => [name, written(number)]),
  );
}

const document = {
  origin: `KServe ${version}, https://github.com/kserve/kserve, Apache-2.0`,
  kinds: kinds.map(kind => ({
    ...kind,
    versions: kind.versions.map(({ apiVersion, fields }) => ({
      apiVersion,
      fields: writtenFields(fields),
    })),
  })),
  parts: Object.fromEntries(
    parts.map(entry => [partOf.get(entry.number), writtenOut(entry.node)]),
  ),
};
// A line for each kind and each part: a new version of KServe shows as a readable difference
const lines = value => JSON.stringify(value);
const text = `{
"origin": ${lines(document.origin)},
"kinds": [
${document.kinds.map(lines).join(',\n')}
],
"parts": {
${Object.entries(document.parts)
  .map(([name, part]) => `${lines(name)}: ${lines(part)}`)
  .join(',\n')}
}
}
`;
writeFileSync(TARGET, text);
console.log(
  `${document.kinds.length} kinds, ${parts.length} parts, ${text.length} characters`,
);
