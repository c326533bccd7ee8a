CREATE TABLE setting (
  -- What belongs to the project rather than to one run: time zone, thresholds.
  key TEXT PRIMARY KEY,                 -- timezone, derived_timezone (that of the calls' rows), green, yellow, min_calls, views (the sum of their text), records_made_by (code and settings), records (how many the last import left), joined_by
  value TEXT NOT NULL                   -- as text
);

CREATE TABLE call (
  -- One conversation. Everything but call_id and seen is derived from the recordings and records that belong to
  -- it, so that the order of arrival leaves no trace.
  call_id TEXT PRIMARY KEY,             -- given at first sight, for ever: the PBX's id, or r- and ten digits (or more) of the recording's
  seen INTEGER NOT NULL,                -- order of first sight; of two calls that turn out to be one, the lower keeps its id
  direction TEXT NOT NULL DEFAULT 'unknown', -- inbound, outbound, internal or unknown
  manager TEXT,                         -- extension or id; NULL where unknown
  manager_source TEXT,                  -- record, name, option, folder or introduction
  manager_name TEXT,                    -- as a person would say it
  customer TEXT,                        -- E.164, or as written where it is no valid number
  line TEXT,                            -- external number (E.164), trunk or SIP name
  started_at TEXT,                      -- ISO 8601, UTC; NULL where nothing tells
  local_date TEXT,                      -- YYYY-MM-DD in the project's time zone
  local_hour INTEGER,                   -- 0 to 23 in the project's time zone
  local_weekday INTEGER,                -- 1 (Monday) to 7 in the project's time zone
  duration REAL,                        -- whole call, s
  talk REAL,                            -- the record's billsec; NULL without a record
  wait REAL,                            -- from the first row to a person's answer, s
  wait_row REAL,                        -- the answered row's own duration - billsec, s
  disposition TEXT,                     -- answered, missed, busy, failed, machine_only; NULL without a record
  uniqueid TEXT,                        -- the PBX's id of the channel
  linkedid TEXT,                        -- the PBX's id of the whole call
  rung TEXT,                            -- JSON: who was rung, in order, whoever answered; NULL for nobody
  transferred_to TEXT,                  -- extension or number that the talk was handed to
  hangup_by TEXT,                       -- customer or manager; NULL where the PBX does not say
  hangup_cause TEXT,                    -- the PBX's own word for it, such as NORMAL_CLEARING
  queue TEXT,                           -- the queue or group that the caller waited in
  recording_file TEXT,                  -- path or name of the recording, as the record gives it
  customer_channel INTEGER,             -- 0 or 1, the recording's channel of the customer where the PBX says it
  customer_name TEXT,                   -- the caller's name as the PBX shows it
  source TEXT,                          -- of the advertising that led to the call
  campaign TEXT,                        -- of the advertising
  keyword TEXT,                         -- of the advertising
  cost REAL,                            -- what the call cost, as the record says
  has_record INTEGER NOT NULL DEFAULT 0, -- 1 where a call detail record stands behind it
  extension TEXT,                       -- the manager's extension, where managers.csv says whose it is and manager is that person
  department TEXT,                      -- the manager's, by managers.csv
  told TEXT                             -- JSON: manager, manager_name, source, campaign and keyword as records and recordings say them, where managers.csv or lines.csv say otherwise; else NULL
);
CREATE UNIQUE INDEX call_by_sight ON call (seen);
CREATE INDEX call_by_date ON call (local_date, call_id);
CREATE INDEX call_by_manager ON call (manager, manager_name);
CREATE INDEX call_by_customer ON call (customer, started_at);

CREATE TABLE directory (
  -- A list that people keep in a file, as it was read last; the table of its kind holds the whole of it.
  kind TEXT PRIMARY KEY,                -- managers, lines, plan, tariffs, spend or working_days
  place TEXT NOT NULL,                  -- the file's path from the root; a blob where its bytes are not UTF-8
  fingerprint TEXT NOT NULL             -- of its bytes and of how they were read
);

CREATE TABLE staff (
  -- managers.csv: who is on which extension, when. Hours across midnight are two rows, each within one day.
  staff_id INTEGER PRIMARY KEY,         -- in the order of the file
  row INTEGER NOT NULL,                 -- of the file, from 1
  extension TEXT,                       -- as call records name it; NULL for a person without one
  manager TEXT NOT NULL,                -- the person's id, the name where there is none
  name TEXT NOT NULL,                   -- as a person would say it
  name_key TEXT NOT NULL,               -- the name in small letters, ё as е
  department TEXT,                      -- the person's
  valid_from TEXT,                      -- first day of calls, YYYY-MM-DD; NULL is open
  valid_to TEXT,                        -- last day of calls; NULL is open
  weekdays TEXT NOT NULL,               -- of calls, digits from 1 (Monday) to 7
  begin_minute INTEGER NOT NULL,        -- of the day, included
  end_minute INTEGER NOT NULL           -- of the day, not included; 1440 is its end
);
CREATE INDEX staff_by_extension ON staff (extension);
CREATE INDEX staff_by_manager ON staff (manager);
CREATE INDEX staff_by_name ON staff (name_key);

CREATE TABLE line (
  -- lines.csv: which advertising an external number or trunk stands for, and when.
  line_id INTEGER PRIMARY KEY,          -- in the order of the file
  row INTEGER NOT NULL,                 -- of the file, from 1
  number TEXT NOT NULL,                 -- E.164, or the trunk's name: as in call.line
  title TEXT,                           -- for people
  source TEXT,                          -- of the advertising
  campaign TEXT,                        -- of the advertising
  keyword TEXT,                         -- of the advertising
  valid_from TEXT,                      -- first day of calls, YYYY-MM-DD; NULL is open
  valid_to TEXT                         -- last day of calls; NULL is open
);
CREATE INDEX line_by_number ON line (number);

CREATE TABLE plan (
  -- plan.csv: what is planned per day, for whom. A row for a day goes before one for weekdays.
  plan_id INTEGER PRIMARY KEY,          -- in the order of the file
  row INTEGER NOT NULL,                 -- of the file, from 1
  manager TEXT,                         -- id, extension or name, as written; NULL is any
  department TEXT,                      -- NULL is any
  source TEXT,                          -- NULL is any
  campaign TEXT,                        -- NULL is any
  direction TEXT,                       -- inbound, outbound or internal; NULL is any
  day TEXT,                             -- YYYY-MM-DD; NULL is every day of weekdays
  weekdays TEXT NOT NULL,               -- digits from 1 (Monday) to 7
  calls REAL,                           -- how many; NULL is not planned, here and below
  talk_minutes REAL,                    -- minutes
  requests REAL,                        -- requests handled
  quality REAL,                         -- mean score, percent
  pay_share REAL,                       -- percent of the pay that depends on meeting every standard
  fact TEXT NOT NULL                    -- attempt or conversation: what counts as a call made
);

CREATE TABLE tariff (
  -- tariffs.csv: what calls cost. Of several prefixes that fit the longest counts.
  tariff_id INTEGER PRIMARY KEY,        -- in the order of the file
  row INTEGER NOT NULL,                 -- of the file, from 1
  prefix TEXT NOT NULL,                 -- the beginning of a customer's number, E.164; empty is any number
  direction TEXT,                       -- inbound, outbound or internal; NULL is any but internal
  per_minute REAL NOT NULL,             -- price of a minute
  per_call REAL NOT NULL                -- price of a call
);
CREATE INDEX tariff_by_prefix ON tariff (prefix);

CREATE TABLE spend (
  -- spend.csv: what advertising cost. Rows about the same days add up.
  spend_id INTEGER PRIMARY KEY,         -- in the order of the file
  row INTEGER NOT NULL,                 -- of the file, from 1
  source TEXT NOT NULL,                 -- as in call
  campaign TEXT,                        -- as in call; NULL is the source as a whole
  first_day TEXT NOT NULL,              -- YYYY-MM-DD, included
  last_day TEXT NOT NULL,               -- YYYY-MM-DD, included
  amount REAL NOT NULL                  -- in the currency of the tariffs
);

CREATE TABLE marked_day (
  -- working_days.csv: days of the user's own on which people work, or don't, otherwise than by the country's calendar.
  day TEXT PRIMARY KEY,                 -- YYYY-MM-DD
  row INTEGER NOT NULL,                 -- of the file, from 1
  working INTEGER NOT NULL,             -- 1 where people work, 0 where they don't
  weekday INTEGER                       -- the weekday whose plan holds, 1 is Monday; NULL is the day's own, of a weekend Friday's
) WITHOUT ROWID;

CREATE TABLE alias (
  -- Other names of a call: PBX ids, names made from recordings, ids of calls that turned out to be the same one.
  alias TEXT PRIMARY KEY,               -- the other name
  call_id TEXT NOT NULL REFERENCES call (call_id) ON DELETE CASCADE, -- whose it is
  own_call_id TEXT                      -- of the call that it is a name of by itself, where that is joined to another one
);
CREATE INDEX alias_by_call ON alias (call_id);

CREATE TABLE joined (
  -- A call that goes under another one's id, since its recording and that one's record seem to be of one call; should
  -- a better partner come, it is a call of its own again.
  own_call_id TEXT PRIMARY KEY,         -- its own id, given at first sight
  seen INTEGER NOT NULL UNIQUE,         -- as in call
  call_id TEXT NOT NULL REFERENCES call (call_id) -- the call that it is a part of
);
CREATE INDEX joined_by_call ON joined (call_id);

CREATE TABLE unjoined (
  -- Recordings and records that came, changed or lost their partner since partners were last looked for.
  kind TEXT NOT NULL,                   -- recording or record; recording_was or record_was: what one said before
  id TEXT NOT NULL,                     -- recording_id or record_id; JSON of what partners were looked for by then
  parted INTEGER NOT NULL DEFAULT 0,    -- 1 where its call was a part of another one: its row is to be derived anew
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;

CREATE TABLE record (
  -- A call detail record, one per call: made of the rows that bear its id, and made anew when one is added.
  record_id TEXT PRIMARY KEY,           -- the call's id in its log: linkedid, uniqueid or a hash of its row
  call_id TEXT NOT NULL REFERENCES call (call_id),-- the call it belongs to
  direction TEXT NOT NULL,              -- as in call
  manager TEXT,                         -- as in call
  manager_source TEXT,                  -- as in call
  manager_name TEXT,                    -- as in call
  customer TEXT,                        -- as in call
  line TEXT,                            -- as in call
  started_at TEXT,                      -- as in call
  duration REAL,                        -- as in call
  talk REAL,                            -- as in call
  wait REAL,                            -- as in call
  wait_row REAL,                        -- as in call
  disposition TEXT,                     -- as in call
  uniqueid TEXT,                        -- as in call
  linkedid TEXT,                        -- as in call
  rung TEXT,                            -- as in call
  transferred_to TEXT,                  -- as in call
  hangup_by TEXT,                       -- as in call
  hangup_cause TEXT,                    -- as in call
  queue TEXT,                           -- as in call
  recording_file TEXT,                  -- as in call
  customer_channel INTEGER,             -- as in call
  customer_name TEXT,                   -- as in call
  source TEXT,                          -- as in call
  campaign TEXT,                        -- as in call
  keyword TEXT,                         -- as in call
  cost REAL,                            -- as in call
  has_record INTEGER NOT NULL,          -- as in call
  own_call_id TEXT                      -- the call it belongs to by itself, where that is joined to a recording's
);
CREATE INDEX record_by_call ON record (call_id);
CREATE INDEX record_by_own_call ON record (own_call_id) WHERE own_call_id IS NOT NULL;
CREATE INDEX record_by_time ON record (started_at);
CREATE INDEX record_by_long_wait ON record (started_at) WHERE wait > 300;
CREATE INDEX record_by_bare_uniqueid ON record (substr(uniqueid, length(rtrim(uniqueid, '0123456789.')) + 1))
  WHERE rtrim(uniqueid, '0123456789.') <> '';
CREATE INDEX record_by_bare_linkedid ON record (substr(linkedid, length(rtrim(linkedid, '0123456789.')) + 1))
  WHERE rtrim(linkedid, '0123456789.') <> '';
CREATE INDEX record_by_file
  ON record (substr(recording_file, length(rtrim(recording_file, replace(recording_file, '/', ''))) + 1))
  WHERE recording_file IS NOT NULL;

CREATE TABLE source (
  -- A file or database that call records were read from. An unchanged one is not read again.
  source_id INTEGER PRIMARY KEY,        -- in the order of the first reading
  place TEXT NOT NULL UNIQUE,           -- the path from the root (a blob where its bytes are not UTF-8), or the address
  kind TEXT NOT NULL,                   -- the format
  timezone TEXT,                        -- of its times, as --log-timezone said; NULL where nobody said
  offsets TEXT NOT NULL,                -- JSON: how many calls' ids tell which offset from UTC, in seconds; "" for an id that fits none
  fingerprint TEXT,                     -- of its bytes and of how they were read; NULL for a database
  newest TEXT,                          -- the latest start of its rows, as written
  rows INTEGER NOT NULL,                -- good rows when it was read last
  kept INTEGER NOT NULL                 -- rows of record_row and queue_event that came from it
);

CREATE TABLE record_row (
  -- A row of a call log as it was read, each once, whatever files it stands in.
  call_key TEXT NOT NULL,               -- the call that it is a part of: linkedid, uniqueid or a hash of the row
  said TEXT NOT NULL,                   -- what makes it this row, tabs between: start, duration, billsec, disposition, src, dst, channel, dstchannel, lastapp, uniqueid
  more TEXT NOT NULL,                   -- its other columns, tabs between, as far as any has something
  source_id INTEGER NOT NULL REFERENCES source (source_id), -- where it was read first
  uniqueid TEXT,                        -- where it is another than call_key
  PRIMARY KEY (call_key, said)
) WITHOUT ROWID;
CREATE INDEX record_row_by_uniqueid ON record_row (uniqueid) WHERE uniqueid IS NOT NULL;

CREATE TABLE row_link (
  -- What else than their key may tell that rows of different keys are one call: a Local channel's name, and an id
  -- without its system's name.
  name TEXT NOT NULL,                   -- Local/101@from-queue-0000001a, or id and the bare id
  call_key TEXT NOT NULL,               -- as in record_row
  start TEXT NOT NULL,                  -- of the first such row that was read
  PRIMARY KEY (name, call_key)
) WITHOUT ROWID;

CREATE TABLE queue_event (
  -- A line of a queue_log as it was read, each once.
  callid TEXT NOT NULL,                 -- uniqueid of the caller's channel
  at REAL NOT NULL,                     -- seconds since 1970, UTC
  queue TEXT NOT NULL,                  -- the queue
  agent TEXT NOT NULL,                  -- the member; empty where nobody is meant
  event TEXT NOT NULL,                  -- ENTERQUEUE, CONNECT, COMPLETECALLER, ABANDON...
  data TEXT NOT NULL,                   -- further fields, tabs between
  source_id INTEGER NOT NULL REFERENCES source (source_id), -- where it was read first
  line INTEGER NOT NULL,                -- there; of several in one second the order matters
  PRIMARY KEY (callid, at, queue, agent, event, data)
) WITHOUT ROWID;

CREATE TABLE bad_row (
  -- A row that could not be read when its source was read last.
  source_id INTEGER NOT NULL REFERENCES source (source_id) ON DELETE CASCADE, -- where it stands
  line INTEGER NOT NULL,                -- from 1
  reason TEXT NOT NULL,                 -- why it could not be read
  text TEXT NOT NULL,                   -- its beginning
  PRIMARY KEY (source_id, line)
) WITHOUT ROWID;

CREATE TABLE unjudged (
  -- Calls with recordings whose facts changed, until they are judged by them.
  call_id TEXT PRIMARY KEY REFERENCES call (call_id) ON DELETE CASCADE -- the call
);

CREATE TABLE crm_item (
  -- An event, a request or a deal of the CRM. Which call it belongs to is not kept: view crm_call tells it.
  kind TEXT NOT NULL CHECK (kind IN ('event', 'request', 'deal')), -- event («Событие»), request («заявка») or deal
  crm_id TEXT NOT NULL,                 -- the CRM's own id, or a hash of the row where it has none
  at TEXT NOT NULL,                     -- when it was made, ISO 8601, UTC
  whole_day INTEGER NOT NULL,           -- 1 where only its day is known, which at begins
  at_written TEXT NOT NULL,             -- as the CRM wrote it, ISO 8601; without an offset in the project's time zone
  call TEXT,                            -- id of a call or name of its recording, as the CRM has it
  customer TEXT,                        -- E.164, or as written where it is no valid number
  manager TEXT,                         -- as the CRM has it
  source TEXT,                          -- of the advertising
  campaign TEXT,                        -- of the advertising
  status TEXT,                          -- a deal's: open, won or lost
  stage TEXT,                           -- as the CRM writes it
  lost_reason TEXT,                     -- as the CRM writes it
  spam INTEGER NOT NULL,                -- 1 where the reason or the stage says that it was no customer: it counts nowhere
  amount REAL,                          -- money
  closed_at TEXT,                       -- ISO 8601, UTC
  closed_written TEXT,                  -- as at_written
  title TEXT,                           -- what it is about
  origin TEXT NOT NULL,                 -- the file it was read from last
  PRIMARY KEY (kind, crm_id)
) WITHOUT ROWID;
CREATE INDEX crm_item_by_customer ON crm_item (customer);

CREATE TABLE recording (
  -- A recording: bytes, and what their file's name states. The same bytes under names that state different facts
  -- are different recordings that share a transcript.
  recording_id TEXT PRIMARY KEY,        -- 16 digits of the SHA-256 of the bytes' SHA-256 and the name's facts
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call it belongs to
  sha256 TEXT NOT NULL,                 -- of the file's bytes
  path TEXT NOT NULL,                   -- as the user gave it; a blob where its bytes are not UTF-8
  absolute_path TEXT NOT NULL,          -- the same from the root
  name TEXT NOT NULL,                   -- the file's name
  folder TEXT,                          -- the folder it lies in, below the one that the user named
  size INTEGER NOT NULL,                -- bytes
  mtime_ns INTEGER NOT NULL,            -- time of change, ns since 1970
  manager_option TEXT,                  -- what --manager said
  name_pattern TEXT,                    -- the pattern of names that matched
  name_started_at TEXT,                 -- ISO 8601; without an offset where the name states local time
  name_manager TEXT,                    -- the manager that the name states
  name_direction TEXT NOT NULL DEFAULT 'unknown', -- the direction that the name states
  name_number TEXT,                     -- digits as written in the name
  name_uniqueid TEXT,                   -- the PBX's id in the name
  container TEXT,                       -- FFmpeg's name; NULL until it was decoded
  codec TEXT,                           -- FFmpeg's name
  source_rate INTEGER,                  -- Hz
  channels INTEGER,                     -- 1 or 2
  duration REAL,                        -- of the sound, s
  join_reason TEXT,                     -- how it found its record: uniqueid, recording_file, number_and_time or time; NULL while it has none
  replaced_by TEXT REFERENCES recording (recording_id), -- the recording that lies in its place now: the file grew or was replaced
  own_call_id TEXT,                     -- the call it belongs to by itself, where that is joined to a record's
  sent_path TEXT                        -- the file with the second channel, from the root, where each party has one of its own
);
CREATE INDEX recording_by_call ON recording (call_id);
CREATE INDEX recording_by_own_call ON recording (own_call_id) WHERE own_call_id IS NOT NULL;
CREATE INDEX recording_by_start ON recording (name_started_at);
CREATE INDEX recording_by_bare_uniqueid
  ON recording (substr(name_uniqueid, length(rtrim(name_uniqueid, '0123456789.')) + 1)) WHERE name_uniqueid IS NOT NULL;
CREATE INDEX recording_by_content ON recording (sha256);
CREATE INDEX recording_by_name ON recording (name);
CREATE INDEX recording_by_path ON recording (absolute_path);

-- Whatever writes a recording or a record: partners are looked for anew, also where it was before.
-- See speechqa.store.joins. (OR IGNORE would become the OR REPLACE of the statement that fires the trigger.)
CREATE TRIGGER recording_came AFTER INSERT ON recording BEGIN
  INSERT INTO unjoined (kind, id) SELECT 'recording', NEW.recording_id
    WHERE NOT EXISTS (SELECT 1 FROM unjoined WHERE kind = 'recording' AND id = NEW.recording_id);
END;
CREATE TRIGGER recording_changed AFTER UPDATE ON recording
WHEN OLD.name IS NOT NEW.name OR OLD.absolute_path IS NOT NEW.absolute_path OR OLD.replaced_by IS NOT NEW.replaced_by
  OR OLD.duration IS NOT NEW.duration OR OLD.channels IS NOT NEW.channels OR OLD.container IS NOT NEW.container
  OR OLD.name_started_at IS NOT NEW.name_started_at OR OLD.name_manager IS NOT NEW.name_manager
  OR OLD.name_direction IS NOT NEW.name_direction OR OLD.name_number IS NOT NEW.name_number
  OR OLD.name_uniqueid IS NOT NEW.name_uniqueid
BEGIN
  INSERT INTO unjoined (kind, id) SELECT 'recording', NEW.recording_id
    WHERE NOT EXISTS (SELECT 1 FROM unjoined WHERE kind = 'recording' AND id = NEW.recording_id);
  INSERT OR REPLACE INTO unjoined (kind, id)
    VALUES ('recording_was', json_array(OLD.name_started_at, OLD.name_uniqueid, OLD.name));
END;
CREATE TRIGGER record_came AFTER INSERT ON record WHEN EXISTS (SELECT 1 FROM recording) BEGIN
  INSERT INTO unjoined (kind, id) SELECT 'record', NEW.record_id
    WHERE NOT EXISTS (SELECT 1 FROM unjoined WHERE kind = 'record' AND id = NEW.record_id);
END;
CREATE TRIGGER record_replaced BEFORE INSERT ON record
WHEN EXISTS (SELECT 1 FROM record WHERE record_id = NEW.record_id) AND EXISTS (SELECT 1 FROM recording)
BEGIN
  INSERT OR REPLACE INTO unjoined (kind, id)
    SELECT 'record_was', json_array(started_at, wait, uniqueid, linkedid, recording_file)
    FROM record WHERE record_id = NEW.record_id;
END;
CREATE TRIGGER record_changed AFTER UPDATE ON record
WHEN (OLD.direction IS NOT NEW.direction OR OLD.manager IS NOT NEW.manager OR OLD.customer IS NOT NEW.customer
    OR OLD.started_at IS NOT NEW.started_at OR OLD.duration IS NOT NEW.duration OR OLD.talk IS NOT NEW.talk
    OR OLD.wait IS NOT NEW.wait OR OLD.uniqueid IS NOT NEW.uniqueid OR OLD.linkedid IS NOT NEW.linkedid
    OR OLD.recording_file IS NOT NEW.recording_file) AND EXISTS (SELECT 1 FROM recording)
BEGIN
  INSERT INTO unjoined (kind, id) SELECT 'record', NEW.record_id
    WHERE NOT EXISTS (SELECT 1 FROM unjoined WHERE kind = 'record' AND id = NEW.record_id);
  INSERT OR REPLACE INTO unjoined (kind, id)
    VALUES ('record_was', json_array(OLD.started_at, OLD.wait, OLD.uniqueid, OLD.linkedid, OLD.recording_file));
END;
CREATE TRIGGER record_gone AFTER DELETE ON record WHEN EXISTS (SELECT 1 FROM recording) BEGIN
  INSERT INTO unjoined (kind, id) SELECT 'recording', recording_id FROM recording
    WHERE call_id = OLD.call_id AND NOT EXISTS (SELECT 1 FROM unjoined WHERE kind = 'recording' AND id = recording_id);
  INSERT OR REPLACE INTO unjoined (kind, id)
    VALUES ('record_was', json_array(OLD.started_at, OLD.wait, OLD.uniqueid, OLD.linkedid, OLD.recording_file));
END;

CREATE TABLE basis (
  -- What a recording was last judged by, so that a record that comes later changes the call's facts and nothing else.
  recording_id TEXT PRIMARY KEY REFERENCES recording (recording_id) ON DELETE CASCADE, -- the recording
  content_hashes TEXT NOT NULL,         -- of the checklists given, a space between them
  forced INTEGER NOT NULL,              -- 1 where the only checklist judges whatever it says it applies to
  similarity REAL NOT NULL,             -- least similarity of a hit
  manager_channel TEXT NOT NULL,        -- auto, left or right
  min_talk REAL NOT NULL                -- shorter calls are not scored, s
);

CREATE TABLE file (
  -- Files already read, so that an unchanged one is not opened again.
  path TEXT PRIMARY KEY,                -- from the root; a blob where its bytes are not UTF-8
  size INTEGER NOT NULL,                -- bytes
  mtime_ns INTEGER NOT NULL,            -- time of change, ns since 1970
  sha256 TEXT NOT NULL                  -- of its bytes then
);

CREATE TABLE health (
  -- What the check of the sound found; no row where all is well.
  recording_id TEXT NOT NULL REFERENCES recording (recording_id) ON DELETE CASCADE, -- the recording
  code TEXT NOT NULL,                   -- truncated, silent, dead_channel, dual_mono, clipping, length_mismatch
  channel INTEGER,                      -- 0 or 1; NULL for the whole recording
  value REAL                            -- the figure behind it: dBFS, a share, seconds
);
CREATE INDEX health_by_recording ON health (recording_id);

CREATE TABLE failure (
  -- Files that could not be scored; the row goes when one is.
  absolute_path TEXT PRIMARY KEY,       -- from the root; a blob where its bytes are not UTF-8
  path TEXT NOT NULL,                   -- as the user gave it
  sha256 TEXT,                          -- of its bytes, where they could be read
  stage TEXT NOT NULL,                  -- where it failed: read, decode, health, transcribe, match
  reason TEXT NOT NULL,                 -- as it was shown
  at TEXT NOT NULL                      -- ISO 8601, UTC
);

CREATE TABLE transcript (
  -- What was recognised, by the content of the audio and all that the text depends on.
  transcript_id TEXT PRIMARY KEY,       -- hash of everything that the text depends on
  sha256 TEXT NOT NULL,                 -- of the recording's bytes
  recogniser TEXT NOT NULL,             -- e.g. faster-whisper
  model TEXT NOT NULL,                  -- the model's name
  model_checksum TEXT NOT NULL,         -- of its weights
  decoder_version TEXT NOT NULL,        -- of what turned the file into samples
  settings TEXT NOT NULL,               -- those that change the text
  language TEXT NOT NULL,               -- BCP 47
  duration REAL NOT NULL,               -- of the sound, s
  channels INTEGER NOT NULL,            -- recognised separately; dual mono counts as 1
  timed INTEGER NOT NULL,               -- 0 where the source gave no times: every turn is taken to last five seconds
  manager_channel INTEGER,              -- 0 or 1 where the source itself names the manager's channel; else NULL
  speech_seconds REAL NOT NULL,         -- voice activity, summed over the channels
  padding REAL NOT NULL,                -- by which voice activity was widened on both sides of every interval, s
  wall_seconds REAL,                    -- what the recognition took
  created_at TEXT NOT NULL              -- ISO 8601, UTC
);
CREATE INDEX transcript_by_content ON transcript (sha256);

CREATE TABLE transcript_segment (
  -- A stretch of recognised text on one channel.
  transcript_id TEXT NOT NULL REFERENCES transcript (transcript_id) ON DELETE CASCADE, -- whose it is
  n INTEGER NOT NULL,                   -- from 0, by start
  channel INTEGER NOT NULL,             -- 0 or 1
  start REAL NOT NULL,                  -- s
  "end" REAL NOT NULL,                  -- s
  text TEXT NOT NULL,                   -- its words
  words TEXT NOT NULL,                  -- JSON: [[text, start, end, probability], ...]
  avg_logprob REAL,                     -- the recogniser's figure
  no_speech_prob REAL,                  -- the recogniser's figure
  compression_ratio REAL,               -- the recogniser's figure
  quarantine TEXT,                      -- why it is no evidence: no_voice, boilerplate, repetition; NULL where it is
  PRIMARY KEY (transcript_id, n)
);

CREATE TABLE speech_interval (
  -- Voice activity.
  transcript_id TEXT NOT NULL REFERENCES transcript (transcript_id) ON DELETE CASCADE, -- whose it is
  channel INTEGER NOT NULL,             -- 0 or 1
  n INTEGER NOT NULL,                   -- from 0 within the channel
  start REAL NOT NULL,                  -- s
  "end" REAL NOT NULL,                  -- s
  PRIMARY KEY (transcript_id, channel, n)
);

CREATE TABLE checklist (
  -- A checklist as it was when something was scored by it.
  content_hash TEXT PRIMARY KEY,        -- of the parsed content; comments and layout change nothing
  checklist TEXT NOT NULL,              -- its id
  title_ru TEXT,                        -- title in Russian
  title_en TEXT,                        -- title in English
  language TEXT NOT NULL,               -- BCP 47, of what is said
  source_text TEXT NOT NULL,            -- the YAML
  origin TEXT NOT NULL,                 -- the path it was read from
  green REAL,                           -- percent, its own threshold; NULL for the project's
  yellow REAL,                          -- percent, its own threshold; NULL for the project's
  created_at TEXT NOT NULL              -- ISO 8601, UTC
);

CREATE TABLE checkpoint (
  -- One item of a checklist.
  content_hash TEXT NOT NULL REFERENCES checklist (content_hash) ON DELETE CASCADE, -- the checklist
  id TEXT NOT NULL,                     -- within the checklist
  ordinal INTEGER NOT NULL,             -- from 0, in the checklist's order
  title_ru TEXT,                        -- title in Russian
  title_en TEXT,                        -- title in English
  section TEXT,                         -- id of its section
  section_ru TEXT,                      -- the section's title in Russian
  section_en TEXT,                      -- the section's title in English
  weight REAL NOT NULL,                 -- in the score
  critical INTEGER NOT NULL,            -- 1 where failing it makes the call red
  by TEXT NOT NULL,                     -- machine or human
  kind TEXT NOT NULL,                   -- any, all, none, questions, interruptions, those with + between them, or empty
  after_id TEXT,                        -- id of the checkpoint after which it must be said
  advice_ru TEXT,                       -- what should be said, in Russian
  advice_en TEXT,                       -- what should be said, in English
  PRIMARY KEY (content_hash, id)
);

CREATE TABLE checklist_outcome (
  -- How a call may end, by a checklist that has outcomes: its own, then the two that every one of them has.
  content_hash TEXT NOT NULL REFERENCES checklist (content_hash) ON DELETE CASCADE, -- the checklist
  id TEXT NOT NULL,                     -- within the checklist, or lost (a target call without a next step), not_sales
  ordinal INTEGER NOT NULL,             -- from 0, in the checklist's order
  title_ru TEXT,                        -- title in Russian
  title_en TEXT,                        -- title in English
  next_step INTEGER NOT NULL,           -- 1 where the call leads on, 0 where it does not
  PRIMARY KEY (content_hash, id)
);

CREATE TABLE checklist_tag (
  -- A mark that a checklist puts on calls.
  content_hash TEXT NOT NULL REFERENCES checklist (content_hash) ON DELETE CASCADE, -- the checklist
  id TEXT NOT NULL,                     -- within the checklist
  ordinal INTEGER NOT NULL,             -- from 0, in the checklist's order
  title_ru TEXT,                        -- title in Russian
  title_en TEXT,                        -- title in English
  call_group TEXT,                      -- target, non_target or junk; NULL where it says nothing of it
  PRIMARY KEY (content_hash, id)
);

CREATE TABLE result (
  -- One recording scored once, or the reason why it was not.
  result_id TEXT PRIMARY KEY,           -- hash of all that the result depends on, and of the recording
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the recording's call
  recording_id TEXT NOT NULL REFERENCES recording (recording_id) ON DELETE CASCADE, -- the recording
  transcript_id TEXT REFERENCES transcript (transcript_id), -- what was heard; NULL where nothing was recognised
  content_hash TEXT REFERENCES checklist (content_hash), -- the checklist; NULL where none judged it
  not_scored TEXT,                      -- why there is no score: too_short, internal, machine_only, no_checklist, no_speech; by tags non_target, junk; NULL where there is one
  score REAL,                           -- percent, unrounded; NULL where nothing was applicable
  light TEXT,                           -- the machine's: green, yellow, red or grey
  light_by_score TEXT,                  -- by the score alone, whatever critical checkpoints say
  passed_weight REAL,                   -- numerator
  failed_weight REAL,                   -- with the numerator the denominator
  critical_failed INTEGER,              -- 1 where by the machine's verdicts a critical checkpoint failed; NULL without any
  unheard INTEGER,                      -- 1 where by them a checkpoint was unheard; NULL without any
  passed_bits INTEGER,                  -- bit n is set where by them the checkpoint with ordinal n (below 62) passed; NULL without any
  failed_bits INTEGER,                  -- the same of those that failed
  manager_channel INTEGER,              -- 0 or 1; NULL for mono
  role_reason TEXT,                     -- mono, configured, given, record, phrases, cues, direction or default
  role_certain INTEGER,                 -- 0 where nothing but a prior decided
  role_margin REAL,                     -- how much more the chosen side said of what a manager says
  introduction TEXT,                    -- the name by which the manager introduced himself
  outcome TEXT,                         -- id of the outcome that counts; NULL where the checklist has no outcomes
  call_group TEXT,                      -- target, non_target or junk by the tags; NULL where no tag says anything of it
  facts_hash TEXT NOT NULL,             -- of the facts and settings used
  matcher_version TEXT NOT NULL,        -- with its libraries'
  current INTEGER NOT NULL,             -- 1 for the recording's latest; a replaced recording has none
  created_at TEXT NOT NULL              -- ISO 8601, UTC
);
CREATE UNIQUE INDEX result_current ON result (recording_id) WHERE current = 1;
CREATE INDEX result_by_call ON result (call_id, current, recording_id);
CREATE INDEX result_by_recording ON result (recording_id);

CREATE TABLE verdict (
  -- The machine's verdict on one checkpoint, with its evidence.
  result_id TEXT NOT NULL REFERENCES result (result_id) ON DELETE CASCADE, -- the result
  checkpoint_id TEXT NOT NULL,          -- id within the checklist
  ordinal INTEGER NOT NULL,             -- from 0, in the checklist's order
  verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'not_applicable', 'unheard')), -- one of four
  reason TEXT NOT NULL,                 -- hit, no_hit, outside_window (said, but not within its time), too_early (only before the one it must come after), too_few, too_many, unanswered, forbidden, absent, no_trigger, one_channel, by_human, unintelligible
  points REAL,                          -- the weight where passed, 0 where failed
  count INTEGER,                        -- how many times what is counted happened; NULL where nothing is counted
  "of" INTEGER,                         -- how many of them there should be, at least or at most
  phrase TEXT,                          -- the checklist's phrase that was found
  quote TEXT,                           -- as heard
  speaker TEXT,                         -- manager, customer or unknown
  start REAL,                           -- s
  "end" REAL,                           -- s
  similarity REAL,                      -- 0 to 100
  probability REAL,                     -- mean of the words', 0 to 1
  threshold REAL,                       -- the least similarity that counts for this phrase
  nearest_phrase TEXT,                  -- the same of the most similar thing said, where there was no hit; of the phrase itself where said outside its time
  nearest_quote TEXT,                   -- as quote
  nearest_speaker TEXT,                 -- as speaker
  nearest_start REAL,                   -- as start
  nearest_end REAL,                     -- as end
  nearest_similarity REAL,              -- as similarity
  nearest_probability REAL,             -- as probability
  nearest_threshold REAL,               -- as threshold
  trigger_phrase TEXT,                  -- the same of what set off `when`
  trigger_quote TEXT,                   -- as quote
  trigger_speaker TEXT,                 -- as speaker
  trigger_start REAL,                   -- as start
  trigger_end REAL,                     -- as end
  trigger_similarity REAL,              -- as similarity
  trigger_probability REAL,             -- as probability
  trigger_threshold REAL,               -- as threshold
  instead_ru TEXT,                      -- what should have been said instead of phrase, in Russian
  instead_en TEXT,                      -- what should have been said instead of phrase, in English
  PRIMARY KEY (result_id, checkpoint_id)
);
CREATE INDEX verdict_by_checkpoint ON verdict (checkpoint_id);

CREATE TABLE result_outcome (
  -- An outcome that was heard, with its evidence. Of several, result.outcome names the one that counts.
  result_id TEXT NOT NULL REFERENCES result (result_id) ON DELETE CASCADE, -- the result
  id TEXT NOT NULL,                     -- within the checklist
  ordinal INTEGER NOT NULL,             -- from 0, in the checklist's order
  title_ru TEXT,                        -- title in Russian
  title_en TEXT,                        -- title in English
  next_step INTEGER NOT NULL,           -- 1 where the call leads on, 0 where it does not
  phrase TEXT,                          -- the checklist's phrase that was found; NULL where something's absence made it
  quote TEXT,                           -- as heard
  speaker TEXT,                         -- manager, customer or unknown
  start REAL,                           -- s
  "end" REAL,                           -- s
  similarity REAL,                      -- 0 to 100
  probability REAL,                     -- mean of the words', 0 to 1
  threshold REAL,                       -- the least similarity that counts for this phrase
  PRIMARY KEY (result_id, id)
);
CREATE INDEX result_outcome_by_id ON result_outcome (id);

CREATE TABLE result_tag (
  -- A tag that was heard, with its evidence.
  result_id TEXT NOT NULL REFERENCES result (result_id) ON DELETE CASCADE, -- the result
  id TEXT NOT NULL,                     -- within the checklist
  ordinal INTEGER NOT NULL,             -- from 0, in the checklist's order
  title_ru TEXT,                        -- title in Russian
  title_en TEXT,                        -- title in English
  call_group TEXT,                      -- target, non_target or junk; NULL where it says nothing of it
  phrase TEXT,                          -- the checklist's phrase that was found; NULL where something's absence made it
  quote TEXT,                           -- as heard
  speaker TEXT,                         -- manager, customer or unknown
  start REAL,                           -- s
  "end" REAL,                           -- s
  similarity REAL,                      -- 0 to 100
  probability REAL,                     -- mean of the words', 0 to 1
  threshold REAL,                       -- the least similarity that counts for this phrase
  PRIMARY KEY (result_id, id)
);
CREATE INDEX result_tag_by_id ON result_tag (id);

CREATE TABLE conversation (
  -- How a recording's parties talked, from voice activity (docs/metrics.md). What cannot be known is NULL: a party's
  -- figures where the parties are not told apart, those in seconds where the transcript has no times.
  recording_id TEXT PRIMARY KEY REFERENCES recording (recording_id) ON DELETE CASCADE, -- the recording
  transcript_id TEXT NOT NULL REFERENCES transcript (transcript_id) ON DELETE CASCADE, -- what was heard
  made_of TEXT NOT NULL,                -- hash of all that the figures depend on
  limits TEXT NOT NULL,                 -- JSON: the settings they were computed by: silence, interruption, monologue_pause, back_channel
  manager_channel INTEGER,              -- 0 or 1; NULL where the parties are not told apart
  role_certain INTEGER,                 -- 0 where nothing but a prior tells who is who; NULL where nothing does
  duration REAL,                        -- of the sound, s
  speech REAL,                          -- somebody speaks, s
  overlap REAL,                         -- both speak, s
  silences INTEGER,                     -- times that nobody speaks for longer than the setting silence
  silence REAL,                         -- their seconds
  longest_silence REAL,                 -- s; 0 without any
  lead_in REAL,                         -- before the first word, s
  lead_out REAL,                        -- after the last one, s
  manager_speech REAL,                  -- s
  customer_speech REAL,                 -- s
  manager_words INTEGER,                -- words that are the manager's own
  customer_words INTEGER,               -- as manager_words
  manager_turns INTEGER,                -- what the manager says until the customer says something; assent is none
  customer_turns INTEGER,               -- as manager_turns
  manager_interruptions INTEGER,        -- times that the manager spoke over the customer
  customer_interruptions INTEGER,       -- times that the customer spoke over the manager
  manager_monologue REAL,               -- the longest, s; 0 without any
  manager_monologue_start REAL,         -- when it begins, s
  customer_monologue REAL,              -- as manager_monologue
  customer_monologue_start REAL,        -- as manager_monologue_start
  manager_replies INTEGER,              -- times that the manager speaks after the customer
  manager_reply_gap REAL,               -- from the customer's end to the manager's begin, median, s; NULL without replies
  manager_reply_seconds REAL,           -- their sum
  customer_replies INTEGER,             -- as manager_replies
  customer_reply_gap REAL,              -- as manager_reply_gap
  customer_reply_seconds REAL,          -- as manager_reply_seconds
  hold REAL                             -- hold music on any channel, s; NULL where the sound was not decoded
) WITHOUT ROWID;

CREATE TABLE term (
  -- A word or two-word phrase that customers used, once however many of them did.
  term_id INTEGER PRIMARY KEY,          -- in the order in which they came up
  lemma TEXT NOT NULL UNIQUE,           -- the words' dictionary forms or stems, a space between: what makes it one term
  text TEXT NOT NULL                    -- as people read it
);

CREATE TABLE customer_terms (
  -- Which terms a recording's customer used: at most 40, the most used ones. Names and numbers are never among them.
  -- There is no row where the parties are not told apart for certain.
  recording_id TEXT PRIMARY KEY REFERENCES recording (recording_id) ON DELETE CASCADE, -- the recording
  transcript_id TEXT NOT NULL REFERENCES transcript (transcript_id) ON DELETE CASCADE, -- what was heard
  channel INTEGER NOT NULL,             -- the customer's, 0 or 1
  version TEXT NOT NULL,                -- of what they were found by
  terms TEXT NOT NULL                   -- their term_ids, a comma between: json_each('[' || terms || ']') lists them
) WITHOUT ROWID;
CREATE INDEX customer_terms_by_transcript ON customer_terms (transcript_id);

CREATE TABLE hold_interval (
  -- Hold music instead of a party, as the sound tells; measured in every recording that was decoded.
  recording_id TEXT NOT NULL REFERENCES recording (recording_id) ON DELETE CASCADE, -- the recording
  channel INTEGER NOT NULL,             -- 0 or 1
  start REAL NOT NULL,                  -- s
  "end" REAL NOT NULL,                  -- s
  PRIMARY KEY (recording_id, channel, start)
);

CREATE TABLE interruption (
  -- A party that began to speak while the other one was speaking.
  recording_id TEXT NOT NULL REFERENCES conversation (recording_id) ON DELETE CASCADE, -- the recording
  n INTEGER NOT NULL,                   -- from 0, in order of time
  who TEXT NOT NULL CHECK (who IN ('manager', 'customer')), -- who interrupted
  start REAL NOT NULL,                  -- when, s
  seconds REAL NOT NULL,                -- how long both spoke
  stopped INTEGER NOT NULL,             -- 1 where the other one fell silent first
  PRIMARY KEY (recording_id, n)
);

CREATE TABLE override (
  -- People's verdicts, all that were ever given: none replaces the machine's or another person's. Of those on the same
  -- checkpoint, under any version of the same checklist, the latest that was not taken back counts.
  override_id INTEGER PRIMARY KEY,      -- in the order in which they were given
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call
  checkpoint_id TEXT NOT NULL,          -- id within the checklist
  verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'not_applicable', 'unheard')), -- one of four
  machine_verdict TEXT,                 -- the machine's, as it was then; NULL where nobody says
  comment TEXT,                         -- why
  author TEXT NOT NULL,                 -- who
  at TEXT NOT NULL,                     -- ISO 8601, UTC
  content_hash TEXT REFERENCES checklist (content_hash), -- the checklist seen then; holds for its later versions too
  undone_at TEXT                        -- when it was taken back, ISO 8601, UTC; NULL where it was not
);
CREATE INDEX override_by_checkpoint ON override (call_id, checkpoint_id, at);

CREATE TABLE human_tag (
  -- A tag that a person put on a call. Those of checklists' rules are in result_tag.
  human_tag_id INTEGER PRIMARY KEY,     -- in the order in which they were put
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call
  tag TEXT NOT NULL,                    -- the id of a checklist's tag, or the reviewer's own word
  author TEXT NOT NULL,                 -- who
  at TEXT NOT NULL,                     -- ISO 8601, UTC
  undone_at TEXT,                       -- when it was taken off, ISO 8601, UTC; NULL where it is on
  undone_by TEXT                        -- by whom
);
CREATE INDEX human_tag_by_call ON human_tag (call_id, tag);
CREATE INDEX human_tag_by_tag ON human_tag (tag) WHERE undone_at IS NULL;

CREATE TABLE note (
  -- What a reviewer wrote about a call; at least one of the three texts is there.
  note_id INTEGER PRIMARY KEY,          -- in the order in which they were written
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call
  plus TEXT,                            -- what was good
  minus TEXT,                           -- what was not
  instead TEXT,                         -- what should have been said
  place REAL,                           -- where in the recording, s; NULL for the call as a whole
  author TEXT NOT NULL,                 -- who
  at TEXT NOT NULL,                     -- ISO 8601, UTC
  undone_at TEXT,                       -- when it was taken back, ISO 8601, UTC; NULL where it was not
  undone_by TEXT                        -- by whom
);
CREATE INDEX note_by_call ON note (call_id);

CREATE TABLE mark (
  -- A call marked as the best or the worst example, or held from retention.
  mark_id INTEGER PRIMARY KEY,          -- in the order in which they were set
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call
  kind TEXT NOT NULL CHECK (kind IN ('best', 'worst', 'hold')), -- as what
  comment TEXT,                         -- why
  author TEXT NOT NULL,                 -- who
  at TEXT NOT NULL,                     -- ISO 8601, UTC
  undone_at TEXT,                       -- when it was taken off, ISO 8601, UTC; NULL where it is on
  undone_by TEXT                        -- by whom
);
CREATE INDEX mark_by_call ON mark (call_id, kind);
CREATE INDEX mark_by_kind ON mark (kind) WHERE undone_at IS NULL;

CREATE TABLE review (
  -- A person is done with hearing a call; several may be, or one several times.
  review_id INTEGER PRIMARY KEY,        -- in the order in which they were done
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call
  author TEXT NOT NULL,                 -- who
  at TEXT NOT NULL,                     -- ISO 8601, UTC
  content_hash TEXT REFERENCES checklist (content_hash), -- the checklist seen then; NULL where the call had none
  undone_at TEXT,                       -- when it was opened again, ISO 8601, UTC; NULL where it was not
  undone_by TEXT                        -- by whom
);
CREATE INDEX review_by_call ON review (call_id, at);
