import { useMemo } from 'react';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { RiErrorWarningLine, RiGlobalLine } from '@remixicon/react';
import {
  GraphDetail,
  GraphMember,
  GraphNodeView,
  GraphStepView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { keyboardScrollable, StateLabel } from '../../components';
import tones from '../../components/components.module.css';
import {
  counted,
  routerWords,
  settingWords,
  shortened,
  stepSentence,
  stepTitle,
  trafficWords,
  whenWords,
} from '../words';
import styles from './picture.module.css';
import {
  BOX_HEIGHT,
  BOX_WIDTH,
  layoutOf,
  PlacedBox,
  PlacedEdge,
} from './layout';
import { outlineOf } from './outline';
import { routerIcons } from './routerIcons';

/** Letters that fit into a box. */
const BOX_LETTERS = 21;
/** Letters that fit over an edge. */
const EDGE_LETTERS = 25;
/** From this share of errors an edge stands out; single ones are in its numbers. */
const FAILING = 0.01;

type PictureGraph = Pick<
  GraphDetail,
  'title' | 'nodes' | 'members' | 'ungated'
>;

/**
 * A graph as boxes and edges, with what passes on each edge where that is measured. Lines are drawn; words are text over them, so that they are
 * found, read out and marked like any text, and each box and each edge is reached by Tab.
 */
export function GraphPicture(props: { graph: PictureGraph }) {
  const { title, nodes, members, ungated } = props.graph;
  const layout = useMemo(() => layoutOf(outlineOf(nodes)), [nodes]);
  const { steps, byName } = useMemo(() => indexed(nodes), [nodes]);
  const services = new Map(members.map(member => [member.name, member]));
  const { width, height, boxes, edges } = layout;
  return (
    <div
      className={styles.frame}
      role="group"
      aria-label={`Picture of ${title}: ${counted(
        nodes.length,
        'node',
      )}, ${counted(edges.length, 'step')}`}
      {...keyboardScrollable}
    >
      <div className={styles.canvas} style={{ width, height }}>
        <svg
          className={styles.lines}
          width={width}
          height={height}
          aria-hidden="true"
        >
          <defs>
            <marker
              id="graph-arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M 0 0 L 8 4 L 0 8 z" className={styles.arrow} />
            </marker>
          </defs>
          {edges.map(({ id, path, kind }) => (
            <path
              key={id}
              d={path}
              className={styles.line}
              data-kind={kind}
              data-fails={fails(steps.get(id)?.step)}
              markerEnd="url(#graph-arrow)"
            />
          ))}
        </svg>
        {boxes.map(box => (
          <Box
            key={box.id}
            box={box}
            node={byName.get(box.name)}
            member={services.get(box.name)}
          />
        ))}
        {edges.map(edge => {
          const found = steps.get(edge.id);
          return (
            found && (
              <EdgeWords
                key={edge.id}
                edge={edge}
                {...found}
                isMeasured={!ungated}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function Box(props: {
  box: PlacedBox;
  node: GraphNodeView | undefined;
  member: GraphMember | undefined;
}) {
  const { box, node, member } = props;
  const { kind, name, isUnreached, x, y } = box;
  const shown = shortened(name, BOX_LETTERS);
  const unreached = isUnreached ? ', never reached' : '';
  const place = { left: x, top: y, width: BOX_WIDTH, height: BOX_HEIGHT };
  const look = { className: styles.box, 'data-kind': kind, style: place };
  if (kind === 'node' && node) {
    const Icon = routerIcons[node.routerType];
    return (
      <div
        {...look}
        data-unreached={isUnreached}
        role="group"
        aria-label={`Node ${name}, ${node.routerType}: ${
          routerWords[node.routerType]
        }${unreached}`}
        {...keyboardScrollable}
      >
        <strong title={name}>{shown}</strong>
        <span className={styles.detail}>
          <Icon size={16} aria-hidden="true" />
          {node.routerType}: {routerWords[node.routerType]}
        </span>
        {isUnreached && <span className={styles.badge}>Never reached</span>}
      </div>
    );
  }
  if (kind === 'service') {
    return (
      <div
        {...look}
        data-unreached={isUnreached}
        role="group"
        aria-label={`Service ${name}${
          member?.state ? `, ${member.state.word}` : ''
        }${member?.problem ? `, ${member.problem}` : ''}${unreached}`}
      >
        {member?.state ? (
          <EntityRefLink
            entityRef={member.entityRef}
            title={shown}
            hideIcon
            className={styles.link}
          />
        ) : (
          <strong title={name} {...keyboardScrollable}>
            {shown}
          </strong>
        )}
        <span className={styles.detail} title={member?.problem ?? name}>
          {member?.state ? (
            <StateLabel state={member.state} />
          ) : (
            <Wrong words={member?.problem ?? 'Not known'} />
          )}
        </span>
      </div>
    );
  }
  return (
    <div
      {...look}
      data-unreached={isUnreached}
      role="group"
      aria-label={
        kind === 'url'
          ? `Address ${name}${unreached}`
          : `There is no node ${name}`
      }
      {...keyboardScrollable}
    >
      <strong title={name}>{shown}</strong>
      <span className={styles.detail}>
        {kind === 'url' ? (
          <>
            <RiGlobalLine size={16} aria-hidden="true" />
            Address
          </>
        ) : (
          <Wrong words="No such node" />
        )}
      </span>
    </div>
  );
}

/** What is over and below an edge; the whole of it is in its description. */
function EdgeWords(props: {
  edge: PlacedEdge;
  node: GraphNodeView;
  step: GraphStepView;
  isMeasured: boolean;
}) {
  const { edge, node, step, isMeasured } = props;
  const { from, to, y } = edge.run;
  const sentence = stepSentence(node, step, isMeasured);
  const when = whenWords(node, step);
  const title = [stepTitle(node, step), when].filter(Boolean).join(' ');
  const settings = settingWords(step).join(', ');
  return (
    <div
      className={styles.edge}
      style={{ left: from, width: to - from, top: y - BOX_HEIGHT / 2 }}
      role="img"
      aria-label={sentence}
      title={sentence}
      {...keyboardScrollable}
    >
      <span className={styles.over}>
        {settings && <span>{shortened(settings, EDGE_LETTERS)}</span>}
        {title && <strong>{shortened(title, EDGE_LETTERS)}</strong>}
      </span>
      <span className={styles.under}>
        {fails(step) && (
          <RiErrorWarningLine size={14} className={styles.failing} />
        )}
        {isMeasured && trafficWords(step.traffic)}
      </span>
    </div>
  );
}

function Wrong(props: { words: string }) {
  return (
    <span className={tones.tone} data-tone="red">
      <RiErrorWarningLine size={16} aria-hidden="true" />
      {props.words}
    </span>
  );
}

function fails(step: GraphStepView | undefined): boolean {
  return (step?.traffic?.errorRatio ?? 0) >= FAILING;
}

function indexed(nodes: readonly GraphNodeView[]): {
  readonly byName: ReadonlyMap<string, GraphNodeView>;
  readonly steps: ReadonlyMap<
    string,
    { readonly node: GraphNodeView; readonly step: GraphStepView }
  >;
} {
  return {
    byName: new Map(nodes.map(node => [node.name, node])),
    steps: new Map(
      nodes.flatMap(node =>
        node.steps.map(step => [step.id, { node, step }] as const),
      ),
    ),
  };
}
