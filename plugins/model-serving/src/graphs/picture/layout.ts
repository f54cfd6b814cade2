import { Outline, OutlineBox, OutlineEdge } from './outline';

/** Sizes of a picture, in pixels. */
export const BOX_WIDTH = 184;
/** Height of a box. */
export const BOX_HEIGHT = 64;
/** From one column to the next: room for a step's words between its two boxes. */
export const COLUMN = BOX_WIDTH + 228;
/** From one row to the next: two lines at an edge, and air. */
export const ROW = 88;
/** Around the picture: focus rings stay inside. */
export const MARGIN = 8;
/** How far from its box an edge reaches its row. */
export const BEND = 36;

/** A box with its place. */
export interface PlacedBox extends OutlineBox {
  /** Left upper corner. */
  readonly x: number;
  readonly y: number;
}

/** An edge with its way. */
export interface PlacedEdge extends OutlineEdge {
  /** The straight part, where the words stand: from left to right, at one height. */
  readonly run: {
    readonly from: number;
    readonly to: number;
    readonly y: number;
  };
  /** SVG path from box to box. */
  readonly path: string;
}

/** A graph with a place for everything. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
}

/**
 * Places a graph from left to right: a box stands right of everything that leads to it, each step has a row of its own,
 * and a node stands in the middle of the rows below it.
 *
 * No two boxes overlap and no edge runs through a box. Boxes of one column never lead to one another, so their rows are
 * apart; a second way to a box takes a row of its own; ways back take rows below everything.
 */
export function layoutOf(outline: Outline): GraphLayout {
  const columns = columnsOf(outline);
  const { rowOf, edgeRows, rows } = rowsOf(outline);
  const boxes = outline.boxes.map(box => ({
    ...box,
    x: MARGIN + (columns.get(box.id) ?? 0) * COLUMN,
    y: MARGIN + (rowOf.get(box.id) ?? 0) * ROW + (ROW - BOX_HEIGHT) / 2,
  }));
  const placed = new Map(boxes.map(box => [box.id, box]));
  const edges = outline.edges.flatMap(edge => {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (!from || !to) return [];
    const row = edgeRows.get(edge.id);
    const y = row === undefined ? middleOf(to) : MARGIN + (row + 0.5) * ROW;
    return [{ ...edge, ...wayOf(from, to, y) }];
  });
  const last = Math.max(0, ...numbers(columns));
  return {
    width: 2 * MARGIN + last * COLUMN + BOX_WIDTH + backRoom(outline),
    height: 2 * MARGIN + Math.max(1, rows) * ROW,
    boxes,
    edges,
  };
}

/** Column of each box: the longest way to it, ways back left aside. */
function columnsOf({ boxes, edges }: Outline): ReadonlyMap<string, number> {
  const columns = new Map<string, number>(boxes.map(({ id }) => [id, 0]));
  const waiting = new Map<string, number>();
  const leaving = new Map<string, OutlineEdge[]>();
  for (const edge of edges) {
    if (edge.kind === 'back') continue;
    waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1);
    const others = leaving.get(edge.from);
    if (others) others.push(edge);
    else leaving.set(edge.from, [edge]);
  }
  const ready = boxes.map(({ id }) => id).filter(id => !waiting.has(id));
  // Grows while it is read: a box is ready once every box before it has its column
  for (const id of ready) {
    for (const { to } of leaving.get(id) ?? []) {
      const column = (columns.get(id) ?? 0) + 1;
      columns.set(to, Math.max(columns.get(to) ?? 0, column));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return columns;
}

interface Rows {
  readonly rowOf: ReadonlyMap<string, number>;
  /** Rows of edges that do not end in the row of their box. */
  readonly edgeRows: ReadonlyMap<string, number>;
  readonly rows: number;
}

/** Rows in reading order: one for each end of the tree and each second way; whoever has some below stands in their middle. */
function rowsOf({ boxes, edges }: Outline): Rows {
  const below = new Map<string, OutlineEdge[]>();
  for (const edge of edges) {
    if (edge.kind === 'back') continue;
    const others = below.get(edge.from);
    if (others) others.push(edge);
    else below.set(edge.from, [edge]);
  }
  const hasParent = new Set(
    edges.filter(({ kind }) => kind === 'tree').map(({ to }) => to),
  );
  const rowOf = new Map<string, number>();
  const edgeRows = new Map<string, number>();
  let rows = 0;
  for (const { id: start } of boxes) {
    if (hasParent.has(start)) continue;
    const path: { id: string; next: number; ends: number[] }[] = [
      { id: start, next: 0, ends: [] },
    ];
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const edge = below.get(at.id)?.[at.next++];
      if (edge?.kind === 'cross') {
        edgeRows.set(edge.id, rows);
        at.ends.push(rows++);
      } else if (edge) {
        path.push({ id: edge.to, next: 0, ends: [] });
      } else {
        const { ends } = at;
        const row =
          ends.length === 0 ? rows++ : (ends[0] + (ends.at(-1) ?? 0)) / 2;
        rowOf.set(at.id, row);
        path.pop();
        path.at(-1)?.ends.push(row);
      }
    }
  }
  for (const { id, kind } of edges) {
    if (kind === 'back') edgeRows.set(id, rows++);
  }
  return { rowOf, edgeRows, rows };
}

function wayOf(
  from: PlacedBox,
  to: PlacedBox,
  y: number,
): Pick<PlacedEdge, 'run' | 'path'> {
  const out = { x: from.x + BOX_WIDTH, y: middleOf(from) };
  const into = { x: to.x, y: middleOf(to) };
  if (into.x > out.x) {
    const first = out.x + BEND;
    const last = y === into.y ? into.x : into.x - BEND;
    return {
      run: { from: first, to: last, y },
      path: [
        `M ${out.x} ${out.y}`,
        bend(out, { x: first, y }),
        `L ${last} ${y}`,
        ...(y === into.y ? [] : [bend({ x: last, y }, into)]),
      ].join(' '),
    };
  }
  // Back: down behind the box, along its own row, and up in front of the other
  const right = out.x + BEND / 2;
  const left = into.x - BEND / 4;
  return {
    run: { from: left, to: right, y },
    path: `M ${out.x} ${out.y} H ${right} V ${y} H ${left} V ${into.y} H ${into.x}`,
  };
}

function bend(
  from: { x: number; y: number },
  to: { x: number; y: number },
): string {
  const middle = (from.x + to.x) / 2;
  return `C ${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}

function middleOf({ y }: PlacedBox): number {
  return y + BOX_HEIGHT / 2;
}

function backRoom({ edges }: Outline): number {
  return edges.some(({ kind }) => kind === 'back') ? BEND : 0;
}

function numbers(columns: ReadonlyMap<string, number>): number[] {
  return [...columns.values()];
}
