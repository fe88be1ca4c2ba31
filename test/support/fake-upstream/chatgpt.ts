const ACCOUNT = "00000000-0000-4000-8000-00000000acc1";

/** What ChatGPT's backend says of a login's accounts; Codex asks for it before its first turn. */
export function accountsCheck(asked: string | string[] | undefined): object {
  const id = typeof asked === "string" ? asked : ACCOUNT;
  const account = {
    id,
    account_user_id: `user-fake__${id}`,
    name: null,
    structure: "personal",
    plan_type: "pro",
    is_deactivated: false,
    profile_picture_url: null,
    is_fedramp_compliant_workspace: false,
    workspace_backend_origin: "NO_CONSTRAINT",
    account_routing_override: "NO_CONSTRAINT",
  };
  return { accounts: [account], default_account_id: id, account_ordering: [id] };
}
