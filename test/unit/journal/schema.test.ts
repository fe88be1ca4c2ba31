import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { journalPath, openDatabase } from "../../../src/journal/database.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function home() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return `${folder.path}/deep/home`;
}

function open(path: string) {
  const db = openDatabase(path);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  return db;
}

test("only the owner may read the journal: folder, database, log and shared memory", () => {
  const path = home();

  open(path).exec("update change set seq = 1");

  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path).toSorted()).toEqual(["journal.db", "journal.db-shm", "journal.db-wal"]);
  for (const file of readdirSync(path)) expect(statSync(`${path}/${file}`).mode & 0o777).toBe(0o600);
});

test("a journal that others could read is narrowed, and a folder that was there keeps its mode", () => {
  const path = home();
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  writeFileSync(journalPath(path), "", { mode: 0o644 });

  open(path);

  expect(statSync(journalPath(path)).mode & 0o777).toBe(0o600);
  expect(statSync(path).mode & 0o777).toBe(0o755);
});

test("the steps not yet taken are taken, and what is stored stays", () => {
  const path = home();
  const first = open(path);
  first.exec("update change set seq = 41; drop table session; drop table session_model; drop table turn; pragma user_version = 1");
  first.close();

  const second = open(path);

  expect(second.prepare("select seq from change").get()).toEqual({ seq: 41 });
  expect(second.prepare("select count(*) as n from session").get()).toEqual({ n: 0 });
  expect(second.prepare("pragma user_version").get()).toEqual({ user_version: 2 });
  expect(second.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
});

test("a journal of a newer version is refused by name and left alone", () => {
  const path = home();
  const first = open(path);
  first.exec("pragma user_version = 99");
  first.close();

  expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: "JOURNAL_UNUSABLE", message: expect.stringContaining("version 99") }));
  const raw = new DatabaseSync(journalPath(path));
  expect(raw.prepare("pragma user_version").get()).toEqual({ user_version: 99 });
  raw.close();
});

test("what is no database is refused with the path in the message", () => {
  const path = home();
  mkdirSync(path, { recursive: true });
  writeFileSync(journalPath(path), "this is not a database, and it is long enough to look at".repeat(20));

  expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: "JOURNAL_UNUSABLE", message: expect.stringContaining(journalPath(path)) }));
});
