import { runProgram } from './program';

// Threads of the runtime and half-open connections must not keep a finished server alive.
runProgram(process.argv.slice(2)).then(code => process.exit(code));
