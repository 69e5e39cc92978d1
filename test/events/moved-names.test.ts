import { describe, expect, test } from "vitest";
import { MovedNames } from "../../src/events/moved-names.ts";
import { random } from "../random.ts";

describe("a file is known by its earlier paths", () => {
  test("through any number of moves, the first one first", () => {
    const names = new MovedNames();
    names.moved("/a", "/b");
    names.moved("/b", "/c/d");
    expect(names.earlierPathsOf("/c/d")).toEqual(["/a", "/b"]);
    expect([names.earlierPathsOf("/a"), names.earlierPathsOf("/b"), names.earlierPathsOf("/c")]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test("and what comes in its old place is another", () => {
    const names = new MovedNames();
    names.moved("/creds", "/k");
    names.moved("/new", "/creds");
    expect(names.earlierPathsOf("/creds")).toEqual(["/new"]);
    expect(names.earlierPathsOf("/k")).toEqual(["/creds"]);
  });

  test("where it is back, too: it was elsewhere meanwhile", () => {
    const names = new MovedNames();
    names.moved("/creds", "/k");
    names.moved("/k", "/creds");
    names.moved("/creds", "/z");
    expect(names.earlierPathsOf("/z")).toEqual(["/creds", "/k"]);
  });

  test("the first eight of them: who moves it once more chooses only the last", () => {
    const names = new MovedNames();
    names.moved("/creds.tmp", "/creds");
    names.moved("/creds", "/0");
    for (let n = 0; n < 20; n++) names.moved(`/${n}`, `/${n + 1}`);
    expect(names.earlierPathsOf("/20")).toEqual(["/creds.tmp", "/creds", "/0", "/1", "/2", "/3", "/4", "/5"]);
  });

  test("with what stood below a folder that was moved", () => {
    const names = new MovedNames();
    names.moved("/.aws", "/a");
    expect(names.earlierPathsOf("/a")).toEqual(["/.aws"]);
    expect(names.earlierPathsOf("/a/sso/token")).toEqual(["/.aws/sso/token"]);
    expect(names.earlierPathsOf("/ab")).toEqual([]);
    names.moved("/a/sso", "/s");
    expect(names.earlierPathsOf("/s/token")).toEqual(["/.aws/sso/token", "/a/sso/token"]);
  });

  test("with what was moved into a folder before that was moved, and not after", () => {
    const names = new MovedNames();
    names.moved("/tmp/x", "/.aws/credentials");
    names.moved("/.aws", "/a");
    names.moved("/tmp/y", "/a/late");
    names.moved("/a", "/b");
    expect(names.earlierPathsOf("/b/credentials")).toEqual(["/tmp/x", "/.aws/credentials", "/a/credentials"]);
    expect(names.earlierPathsOf("/b/late")).toEqual(["/tmp/y", "/a/late"]);
  });

  test("with what came into a folder that had been elsewhere and was back by then", () => {
    const names = new MovedNames();
    names.moved("/d", "/e");
    names.moved("/e", "/d");
    names.moved("/tmp/x", "/d/x");
    names.moved("/d", "/f");
    expect(names.earlierPathsOf("/f/x")).toEqual(["/tmp/x", "/d/x"]);
  });

  test("where two change places, folders with what is in them", () => {
    const names = new MovedNames();
    names.moved("/creds", "/one/k");
    names.exchanged("/one", "/other");
    expect(names.earlierPathsOf("/other/k")).toEqual(["/creds", "/one/k"]);
    expect(names.earlierPathsOf("/one/k")).toEqual(["/other/k"]);
    names.exchanged("/one", "/one");
    expect(names.earlierPathsOf("/one")).toEqual(["/other"]);
  });

  test("by each of its links, and by those that are left", () => {
    const names = new MovedNames();
    names.linked("/creds", "/l");
    names.linked("/l", "/m");
    names.removed("/creds");
    names.removed("/l");
    expect(names.earlierPathsOf("/m")).toEqual(["/creds", "/l"]);
    expect(names.earlierPathsOf("/l")).toEqual([]);
  });

  test("where a link is moved over another link of it: the system leaves both as they are", () => {
    const names = new MovedNames();
    names.linked("/creds", "/l");
    names.moved("/l", "/creds");
    names.moved("/creds", "/l");
    names.exchanged("/l", "/creds");
    expect(names.earlierPathsOf("/l")).toEqual(["/creds"]);
    expect(names.earlierPathsOf("/creds")).toEqual([]);
    names.moved("/l", "/m");
    names.linked("/m", "/creds-again");
    names.moved("/creds-again", "/m");
    names.moved("/m", "/creds");
    expect(names.earlierPathsOf("/m")).toEqual(["/creds", "/l"]);
  });

  test("and nothing is known of what was removed, or replaced, with all that was in it", () => {
    const names = new MovedNames();
    names.moved("/creds", "/f/k");
    names.removed("/f");
    expect(names.earlierPathsOf("/f/k")).toEqual([]);
    names.moved("/creds", "/f/k");
    names.moved("/empty", "/f");
    expect(names.earlierPathsOf("/f/k")).toEqual(["/empty/k"]);
  });
});

describe("symbolic links that the job made", () => {
  test("are followed on the way to the last name, which is the link itself", () => {
    const names = new MovedNames();
    names.symlinked("/home/.aws", "/w/a");
    names.symlinked("/w/a", "/w/b");
    expect(names.resolved("/w/b/credentials")).toBe("/home/.aws/credentials");
    expect(names.resolved("/w/b")).toBe("/w/b");
    expect([names.targetOf("/w/a"), names.targetOf("/w/c")]).toEqual(["/home/.aws", "/w/c"]);
    expect(names.earlierPathsOf("/w/a")).toEqual([]);
  });

  test("move, and go, as files do", () => {
    const names = new MovedNames();
    names.symlinked("/home/.aws", "/w/a");
    names.moved("/w/a", "/w/c");
    expect([names.resolved("/w/a/x"), names.resolved("/w/c/x")]).toEqual(["/w/a/x", "/home/.aws/x"]);
    names.removed("/w/c");
    expect(names.resolved("/w/c/x")).toBe("/w/c/x");
  });

  test("that lead to each other have an end", () => {
    const names = new MovedNames();
    names.symlinked("/b", "/a");
    names.symlinked("/a", "/b");
    expect(names.resolved("/a/x")).toBe("/a/x");
    names.symlinked("/long/long", "/long");
    expect(names.resolved("/long/x").length).toBeLessThan(300);
  });
});

describe("what is remembered has a budget", () => {
  test("the oldest are forgotten, and counted", () => {
    const names = new MovedNames(100_000);
    for (let n = 0; n < 1000; n++) names.linked(`/store/${n}`, `/modules/${n}`);
    expect(names.forgotten).toBeGreaterThan(500);
    expect(names.earlierPathsOf("/modules/0")).toEqual([]);
    expect(names.earlierPathsOf("/modules/999")).toEqual(["/store/999"]);
  });

  test("what is moved again and again, or goes, takes no more", () => {
    const names = new MovedNames(100_000);
    names.moved("/creds", "/k");
    for (let n = 0; n < 2000; n++) {
      names.moved(`/tmp/${n}`, `/tmp/x/${n}`);
      names.removed(`/tmp/x/${n}`);
      names.moved("/back", "/forth");
      names.moved("/forth", "/back");
      names.exchanged("/one/a", "/other/a");
      names.moved("/deep/a/b", `/moved/${n}/b`);
      names.removed(`/moved/${n}`);
      names.symlinked("/target", `/link`);
    }
    expect(names.forgotten).toBe(0);
    expect(names.earlierPathsOf("/k")).toEqual(["/creds"]);
  });

  test("one path that is longer than that is forgotten, and no more", () => {
    const names = new MovedNames(2000);
    names.moved("/a", `/${"x/".repeat(500)}y`);
    expect(names.forgotten).toBe(1);
    names.moved("/a", "/b");
    expect(names.earlierPathsOf("/b")).toEqual(["/a"]);
  });

  test("an earlier path that grows from move to move has its end", () => {
    const names = new MovedNames();
    const deep = "/d".repeat(2000);
    names.moved("/0", "/1");
    for (let n = 1; n < 6; n++) names.moved(`/${n}${deep}`, `/${n + 1}`);
    const [first = ""] = names.earlierPathsOf("/6/x");
    expect(first.length).toBeLessThanOrEqual(8193);
    expect(first.startsWith("…/d")).toBe(true);
    expect(first.endsWith("/d/x")).toBe(true);
  });
});

test("whatever is told in whatever order, no name is lost or comes twice", () => {
  const { pick } = random(7);
  const path = () => pick(["/a", "/b", "/c"]) + pick(["", "/a", "/b"]) + pick(["", "", "/c"]);
  const names = new MovedNames(20_000);
  for (let n = 0; n < 20_000; n++) {
    const [from, to] = [path(), path()];
    switch (pick(["removed", "linked", "exchanged", "symlinked", "moved", "moved"])) {
      case "removed":
        names.removed(from);
        break;
      case "linked":
        names.linked(from, to);
        break;
      case "exchanged":
        names.exchanged(from, to);
        break;
      case "symlinked":
        names.symlinked(from, to);
        break;
      default:
        names.moved(from, to);
    }
    const earlier = names.earlierPathsOf(to);
    expect(new Set(earlier).size).toBe(earlier.length);
    expect(names.resolved(from).startsWith("/")).toBe(true);
  }
  for (const each of ["/a", "/b", "/c"]) names.removed(each);
  names.moved("/x", "/y");
  expect(names.earlierPathsOf("/y")).toEqual(["/x"]);
});
