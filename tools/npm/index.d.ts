/** Bytes; a string stands for its UTF-8. */
export type Bytes = Uint8Array | ArrayBuffer | ArrayBufferView | string;

export interface Options {
  /** Files that the theory includes with `$[ name $]`, by name relative to the theory. */
  files?: Record<string, Bytes> | Map<string, Bytes>;
  /** How texts call the two; "certificate" and "theory" if left out. */
  certificateName?: string;
  theoryName?: string;
  /** How much `text` shows of a long statement; false: no text. Default "brief". */
  text?: "brief" | "full" | false;
}

export interface StatedAssertion {
  label: string;
  /** The first symbol of the conclusion. */
  typecode: string;
  /** Whether some variable has that typecode. */
  syntax: boolean;
  conclusion: string;
  hypotheses: string[];
  /** With their typecodes: "wff ph". */
  variables: string[];
  /** The $d conditions. */
  disjoint: [string, string][];
}

/** What a valid certificate says: the object that `blockfold-verify --json` prints. */
export interface Statement {
  status: "valid";
  exit_status: 0;
  certificate: string;
  certificate_bytes: number;
  theory: string;
  goals: StatedAssertion[];
  /** The proofs rest on these and no others. */
  axioms: StatedAssertion[];
  /** Theorems used without proof. */
  assumed: StatedAssertion[];
  /** Labels of the theorems proved along the way. */
  lemmas: string[];
  syntax_hoisted: boolean;
  security: {
    backend: string;
    commitment: string;
    assumption: string;
    hash: string;
    bits: number;
    statistical_bits: number;
  };
  not_allowed: string[];
}

/** What is wrong with a theory, and where. */
export interface Diagnostic {
  code: string;
  severity: string;
  file?: string;
  line?: number;
  column?: number;
  length?: number;
  message: string;
  explanation: string;
  next_step: string;
}

export interface Result {
  valid: boolean;
  /** The exit status of blockfold-verify: 0 valid, 1 refused, 2 wrong call, 3 no verdict. */
  status: 0 | 1 | 2 | 3;
  /** The code of the error, such as "verify.bus"; empty if there is none. */
  code: string;
  /** One sentence for people; empty if there is no error. */
  message: string;
  /** What was proved; null unless valid. */
  statement: Statement | null;
  diagnostics: Diagnostic[];
  /** What `blockfold-verify --json` prints, byte by byte. */
  json: string;
  /** What blockfold-verify prints for people; null if not wanted. */
  text: string | null;
  /** From handing over the texts to the verdict. */
  milliseconds: number;
}

/** Verifies a certificate for a theory. Never rejects: whatever goes wrong is in the result. */
export function verify(certificate: Bytes, theory: Bytes, options?: Options): Promise<Result>;

/** The version of the verifier, such as "0.1.0". */
export function version(): Promise<string>;
