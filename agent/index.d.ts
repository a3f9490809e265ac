// What an agent sees. Everything is decided by phala.json: hosts, secrets, limits.

/** An agent is an ES module in one file with this default export. */
export interface Agent<Config = Record<string, unknown>> {
  /**
   * Runs once per trigger. The value it returns is the result of the run: JSON without
   * fractions, at most `limits.outputBytes` bytes in canonical form. To fail, throw; an error
   * with `code` "E_MODEL" or "E_DENIED" ends the run with that outcome, any other as "agent error".
   */
  onTrigger(event: TriggerEvent, ctx: Context<Config>): Promise<unknown> | unknown;
}

/** Hex strings start with 0x. */
export interface TriggerEvent {
  id: string;
  agent: string;
  source: "event" | "request";
  pallet?: string;
  event?: string;
  who?: string;
  block: number;
  subject: string;
  /** SCALE of the event's fields, or the hash of the request's body. */
  input: string;
  /** The body of a request. */
  body?: string;
}

export interface Context<Config = Record<string, unknown>> {
  /** `config` of phala.json. */
  readonly config: Config;
  /** 64 hex digits, the same when a run goes on after a crash. */
  readonly runId: string;
  /**
   * A handle, `secret://NAME`, that stands for the value in a header on its way to a host that
   * phala.json lists for it. Declared with `"reveal": true`: a promise of the value itself.
   */
  secret(name: string): string;
  secret(name: string): Promise<string>;
  /** JSON Schema draft 2020-12, the part that needs no regular expressions or references. */
  validate(schema: object, value: unknown): { ok: true } | { ok: false; error: string };
  /** At most 512 bytes a line and 256 lines a run. */
  log(...values: unknown[]): void;
}

/** Errors of fetch carry a code. */
export type FetchErrorCode = "E_DENIED" | "E_NETWORK" | "E_TIMEOUT" | "E_LIMIT" | "E_BUDGET";
