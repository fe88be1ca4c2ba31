import type { DatabaseSync } from "node:sqlite";

/**
 * What the observations mean: turns, and sessions summed up from them. A cache: `exchange.derived` holds the
 * revision of the reading that filled it. A turn is never updated, it is deleted and inserted again, so two
 * triggers keep the sums of its session.
 */
export function turns(db: DatabaseSync): void {
  db.exec(`
    create table turn (
      exchange integer not null,
      idx integer not null,
      session text not null,
      thread text,
      kind text not null,
      provider text not null,
      model text not null,
      state text not null,
      started_at real not null,
      last_at real not null,
      response_id text,
      title text,
      from_user integer not null,
      agent text,
      agent_version text,
      cwd text,
      input integer not null,
      cache_read integer not null,
      cache_write integer not null,
      output integer not null,
      reasoning integer not null,
      context integer,
      summary text not null,
      changed integer not null,
      primary key (exchange, idx)
    );
    create index turn_session on turn (session, started_at);
    create index turn_thread on turn (session, thread, started_at);
    create index turn_changed on turn (changed);
    create index turn_running on turn (exchange) where state = 'running';
    create index turn_response on turn (response_id) where response_id is not null;

    create table session (
      id text primary key,
      started_at real not null,
      last_at real not null,
      turns integer not null default 0,
      running integer not null default 0,
      errors integer not null default 0,
      input integer not null default 0,
      cache_read integer not null default 0,
      cache_write integer not null default 0,
      output integer not null default 0,
      reasoning integer not null default 0,
      context integer not null default 0,
      context_at real not null default 0,
      context_main integer not null default 0,
      named text,
      asked text,
      asked_at real,
      asked_user integer,
      agent text,
      agent_version text,
      cwd text,
      changed integer not null
    );
    create index session_last on session (last_at);
    create index session_changed on session (changed);

    create table session_model (
      session text not null,
      provider text not null,
      model text not null,
      first_at real not null,
      asks integer not null,
      turns integer not null,
      primary key (session, provider, model)
    ) without rowid;
  `);
  db.exec(TURN_ADDED);
  db.exec(TURN_REMOVED);
}

/**
 * The sums are those of `sessionOf` in the domain, kept up turn by turn. The title is the agent's own, else the first thing
 * that a person said, else the first thing said. The context is that of the main conversation's last turn. A title
 * request may run in a folder of no meaning, so the first turn overrules what it told of agent and folder.
 */
const TURN_ADDED = `
  create trigger turn_added after insert on turn begin
    insert into session (id, started_at, last_at, changed) values (new.session, new.started_at, new.last_at, new.changed)
      on conflict (id) do nothing;
    update session set
      started_at = min(started_at, new.started_at),
      last_at = max(last_at, new.last_at),
      turns = turns + (new.kind = 'turn'),
      running = running + (new.state = 'running'),
      errors = errors + (new.kind = 'turn' and new.state in ('failed', 'cut')),
      input = input + new.input,
      cache_read = cache_read + new.cache_read,
      cache_write = cache_write + new.cache_write,
      output = output + new.output,
      reasoning = reasoning + new.reasoning,
      agent = case when turns = 0 and new.kind = 'turn' then coalesce(new.agent, agent) else coalesce(agent, new.agent) end,
      agent_version = case when turns = 0 and new.kind = 'turn' then coalesce(new.agent_version, agent_version) else coalesce(agent_version, new.agent_version) end,
      cwd = case when turns = 0 and new.kind = 'turn' then coalesce(new.cwd, cwd) else coalesce(cwd, new.cwd) end,
      named = case when new.kind = 'title' then coalesce(new.title, named) else named end,
      changed = max(changed, new.changed)
    where id = new.session;
    update session set asked = new.title, asked_at = new.started_at, asked_user = new.from_user
      where id = new.session and new.kind = 'turn' and new.title is not null
        and (asked is null or (new.from_user, -new.started_at) >= (asked_user, -asked_at));
    update session set context = new.context, context_at = new.started_at, context_main = new.thread is null
      where id = new.session and new.kind = 'turn' and new.context is not null
        and (new.thread is null, new.started_at) >= (context_main, context_at);
    insert into session_model values (new.session, new.provider, new.model, new.started_at, 1, new.kind = 'turn')
      on conflict do update set asks = asks + 1, turns = turns + excluded.turns, first_at = min(first_at, excluded.first_at);
  end;
`;

const TURN_REMOVED = `
  create trigger turn_removed after delete on turn begin
    update session set
      turns = turns - (old.kind = 'turn'),
      running = running - (old.state = 'running'),
      errors = errors - (old.kind = 'turn' and old.state in ('failed', 'cut')),
      input = input - old.input,
      cache_read = cache_read - old.cache_read,
      cache_write = cache_write - old.cache_write,
      output = output - old.output,
      reasoning = reasoning - old.reasoning
    where id = old.session;
    delete from session where id = old.session and not exists (select 1 from turn where session = old.session);
    update session_model set asks = asks - 1, turns = turns - (old.kind = 'turn')
      where session = old.session and provider = old.provider and model = old.model;
    delete from session_model
      where session = old.session and provider = old.provider and model = old.model and asks <= 0;
  end;
`;
