/** Builds what the tests of test/act need beside npm's packages, where it is not there yet: for test/setup.sh. */
import { buildAct } from "./build-act.ts";

buildAct();
