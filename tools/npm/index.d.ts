/** Bytes; a string stands for its UTF-8. */
export type Bytes = Uint8Array | ArrayBuffer | ArrayBufferView | string;

export interface Options {
  /** Files that the theory includes with `$[ name $]`, by name relative to the theory. */
  files?: Record<string, Bytes> | Map<string, Bytes>;
  /** How texts call the two; "certificate" and "theory" if left out. */
  certificateName?: string;
  theoryName?: string;
  /**
   * Labels and globs with commas or white space between, as for `--allow-axioms`: with them, a certificate that
   * rests on anything else has status 1, code "verify.axioms". "" allows nothing.
   */
  allowedAxioms?: string | string[];
  /** The text of a policy file, as for `--policy`: what it does not accept has status 4. */
  policy?: Bytes;
  /** How texts call it; "policy" if left out. */
  policyName?: string;
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

/**
 * Why a policy does not accept what a certificate rests on: of theorems axioms and assumed theorems; of executions,
 * which the programs with `--json` describe in the same words, the program and its rules.
 */
export interface Objection {
  reason:
    | "axiom-not-allowed"
    | "axiom-denied"
    | "statement-changed"
    | "theorem-assumed"
    | "syntax-hoisted"
    | "program-not-allowed"
    | "rule-not-allowed"
    | "rule-denied";
  message: string;
  /** Of the policy: the rule that denies or pins it. */
  line?: number;
  /** What it is about; absent for "syntax-hoisted". */
  label?: string;
  statement?: string[];
  digest?: string;
}

/** What a certificate that holds says: the object that `blockfold-verify --json` prints. */
export interface Statement {
  status: "valid" | "refused";
  exit_status: 0 | 1 | 4;
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
  /** Why it is refused. */
  error?: { code: string; message: string };
  /** Axioms and assumed theorems that `allowedAxioms` does not cover. */
  not_allowed: string[];
  /** What the policy says, if there is one. */
  policy?: { file: string; accepted: boolean; objections: Objection[] };
}

/** What is wrong with a theory or a policy, and where. */
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
  /** It holds, and neither `allowedAxioms` nor `policy` refuses it. */
  valid: boolean;
  /** The exit status of blockfold-verify: 0 valid, 1 refused, 2 wrong call, 3 no verdict, 4 refused by the policy. */
  status: 0 | 1 | 2 | 3 | 4;
  /** The code of the error, such as "verify.bus"; empty if there is none. */
  code: string;
  /** One sentence for people; empty if there is no error. */
  message: string;
  /** What was proved; null unless valid. */
  statement: Statement | null;
  /** What was proved, if it holds but is not accepted; else null. */
  refused: Statement | null;
  /** What is wrong with the theory or the policy. */
  diagnostics: Diagnostic[];
  /** What `blockfold-verify --json` prints, byte by byte. */
  json: string;
  /** What blockfold-verify prints for people; null if not wanted. */
  text: string | null;
  /** The end of that which it prints on standard error; empty for a valid certificate. */
  errors: string;
  /** From handing over the texts to the verdict. */
  milliseconds: number;
}

/** Verifies a certificate for a theory. Never rejects: whatever goes wrong is in the result. */
export function verify(certificate: Bytes, theory: Bytes, options?: Options): Promise<Result>;

/** The version of the verifier, such as "0.1.0". */
export function version(): Promise<string>;
