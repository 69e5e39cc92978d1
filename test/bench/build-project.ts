import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const BUILD_FILES = 200;

/** Puts a project of C files into a folder, which make builds, and makes clean. */
export function buildProject(folder: string): void {
  const names = Array.from({ length: BUILD_FILES }, (_, i) => `part${i}`);
  for (const name of names) {
    writeFileSync(
      join(folder, `${name}.c`),
      `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint ${name}(int x) { return printf("%d", x * ${name.length}) + (int)strlen("${name}"); }\n`,
    );
  }
  const objects = names.map((name) => `${name}.o`).join(" ");
  writeFileSync(
    join(folder, "Makefile"),
    `all: ${objects}\n%.o: %.c\n\tcc -O1 -c -o $@ $<\nclean:\n\trm -f *.o\n`,
  );
}
