import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core';

const useStyles = makeStyles({
  root: {
    width: sidebarConfig.drawerWidthClosed,
    height: 3 * sidebarConfig.logoHeight,
    display: 'flex',
    flexFlow: 'row nowrap',
    alignItems: 'center',
    marginBottom: -14,
  },
  link: {
    marginLeft: 22,
    display: 'flex',
    alignItems: 'center',
    gap: 12,
    color: '#ffffff',
  },
  word: {
    fontSize: 20,
    fontWeight: 700,
    letterSpacing: '-0.01em',
  },
});

/** The door to the stage: Greenroom's mark, with the word beside it while the side bar is open. */
export function SidebarLogo() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={classes.root}>
      <Link
        to="/"
        underline="none"
        className={classes.link}
        aria-label="Greenroom, home"
      >
        <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
          <rect width="28" height="28" rx="7" fill="#1f8a5b" />
          <path
            d="M8 23V7.5A1.5 1.5 0 0 1 9.5 6h9A1.5 1.5 0 0 1 20 7.5V23"
            fill="none"
            stroke="#fff"
            strokeWidth="2"
          />
          <path
            d="M5.5 23h17"
            stroke="#fff"
            strokeWidth="2"
            strokeLinecap="round"
          />
          <circle cx="16.6" cy="14.6" r="1.4" fill="#fff" />
        </svg>
        {isOpen && <span className={classes.word}>Greenroom</span>}
      </Link>
    </div>
  );
}
