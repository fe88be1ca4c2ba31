import type { Worker } from "node:worker_threads";
import { CcxrayError, type ErrorCode } from "../domain/errors.ts";
import type { Side } from "../domain/exchange.ts";
import type { Observation } from "../pipeline/recorder.ts";

/** Starts one of our worker threads by name, with the data it is given at birth. */
export type StartThread = (name: "journal", workerData: unknown) => Worker;

/** Bytes not yet stored above which the relay is asked to wait. */
export const MOST_WAITING = 4 * 1024 * 1024;

/** What a journal thread is told at birth. */
export type ThreadJob = RecordJob | HistoryJob;

export interface RecordJob {
  readonly job: "record";
  readonly home: string;
  readonly processId: string;
  readonly pid: number;
  readonly version: string;
  readonly agent?: string;
  readonly secretValues: readonly string[];
  readonly retentionDays?: number;
}

export interface HistoryJob {
  readonly job: "history";
  readonly home: string;
}

/** An observation on its way; bytes are a list of where they are in the slabs that are named with them. */
export type PackedObservation =
  | Exclude<Observation, { type: "bytes" }>
  | readonly [id: string, at: number, from: Side, slab: number, offset: number, length: number];

/**
 * To the recording thread. `size` is what will be acknowledged; `waiting` is all that is not, this included. `postedAt`: Unix time
 * in milliseconds.
 */
export type ToRecorder =
  | {
      readonly type: "batch";
      /** A list of `PackedObservation` as JSON text: to clone a text for another thread is less work than to clone many small objects. */
      readonly observations: string;
      /** Memory that both threads see; nothing of what these observations say of it changes until it is given back. */
      readonly slabs: readonly SharedArrayBuffer[];
      /** Numbers to give back when these observations have been read. */
      readonly full: readonly number[];
      readonly size: number;
      readonly waiting: number;
      readonly postedAt: number;
    }
  | { readonly type: "close" };

export type FromRecorder =
  | { readonly type: "ready" }
  | { readonly type: "unusable"; readonly error: PlainError }
  /** So much of what was posted has been taken; the slabs with these numbers are read no more. */
  | { readonly type: "done"; readonly size: number; readonly slabs: readonly number[] }
  | { readonly type: "problem"; readonly message: string }
  | { readonly type: "closed" };

/** A question to the history thread: the name of a method of `History`, and its arguments. */
export interface Question {
  readonly n: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type Answer = { readonly n: number } & ({ readonly value: unknown } | { readonly error: PlainError });

/** An error that survives the way between threads. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof CcxrayError)) return { code: "JOURNAL_UNUSABLE", message: messageOf(error) };
  const { code, message, hint } = error;
  return hint === undefined ? { code, message } : { code, message, hint };
}

export function errorOf({ code, message, hint }: PlainError): CcxrayError {
  return new CcxrayError(code, message, hint === undefined ? {} : { hint });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
