import { Wildcard } from './wildcard';

/**
 * A path, parsed: stages joined by `|`, each applied to what the one before gave. Inside a stage `#` and `#(…)#` apply
 * what is left of it to each element.
 */
export interface JsonPath {
  readonly stages: readonly (readonly Part[])[];
}

/** One component of a path. */
export type Part =
  /** A member by key or pattern, or an element by index. */
  | {
      readonly kind: 'key';
      readonly text: string;
      readonly pattern?: Wildcard;
      readonly index?: number;
    }
  /** `#` */
  | { readonly kind: 'each' }
  /** `#(…)`, or with `all` `#(…)#`. */
  | { readonly kind: 'query'; readonly query: Query; readonly all: boolean }
  | { readonly kind: 'modifier'; readonly name: Modifier }
  /** `[a,b]` and `{a,"k":b}`. */
  | {
      readonly kind: 'select';
      readonly isObject: boolean;
      readonly members: readonly {
        /** Key in an object, as JSON. */
        readonly key: string;
        readonly path: JsonPath;
      }[];
    }
  /** `!literal` */
  | { readonly kind: 'literal'; readonly value: string };

/** What is implemented of gjson's modifiers. */
export type Modifier = 'this' | 'keys' | 'values' | 'reverse';

/** `path operator value`, or only a path that must exist. */
export interface Query {
  /** Absent: the element itself. */
  readonly path?: JsonPath;
  readonly test?: QueryTest;
}

/** What the left value is compared with. */
export interface QueryTest {
  readonly operator: Operator;
  /** The right side as text. */
  readonly text: string;
  /** The right side as a number: 0 if it is none. */
  readonly number: number;
  readonly pattern?: Wildcard;
  /** `~true` and the like: the left value is first turned into yes or no. */
  readonly ish?: 'true' | 'false' | 'null' | '*' | 'unknown';
}

/** Operators of queries; `==` is `=`. `''`: an operator that begins with `!` and is none, existence only. */
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '%' | '!%' | '!';
