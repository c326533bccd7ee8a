CREATE TABLE setting (
  -- What belongs to the project rather than to one run: time zone, thresholds.
  key TEXT PRIMARY KEY,                 -- timezone, derived_timezone (that of the calls' rows), green, yellow, min_calls, views (the sum of their text)
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
  has_record INTEGER NOT NULL DEFAULT 0 -- 1 where a call detail record stands behind it
);
CREATE UNIQUE INDEX call_by_sight ON call (seen);
CREATE INDEX call_by_date ON call (local_date, call_id);
CREATE INDEX call_by_manager ON call (manager);

CREATE TABLE alias (
  -- Other names of a call: PBX ids, names made from recordings, ids of calls that turned out to be the same one.
  alias TEXT PRIMARY KEY,               -- the other name
  call_id TEXT NOT NULL REFERENCES call (call_id) ON DELETE CASCADE -- whose it is
);
CREATE INDEX alias_by_call ON alias (call_id);

CREATE TABLE record (
  -- A call detail record as it was read (one per call, legs already put together).
  record_id TEXT PRIMARY KEY,           -- the record's own id: linkedid, uniqueid or a hash of its row
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call it belongs to
  source TEXT NOT NULL,                 -- the file it came from
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
  has_record INTEGER NOT NULL           -- as in call
);
CREATE INDEX record_by_call ON record (call_id);

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
  join_reason TEXT,                     -- how it found its record; NULL while it has none
  replaced_by TEXT REFERENCES recording (recording_id) -- the recording that lies in its place now: the file grew or was replaced
);
CREATE INDEX recording_by_call ON recording (call_id);
CREATE INDEX recording_by_content ON recording (sha256);
CREATE INDEX recording_by_name ON recording (name);
CREATE INDEX recording_by_path ON recording (absolute_path);

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
  manager_channel INTEGER,              -- 0 or 1; NULL for mono
  role_reason TEXT,                     -- mono, configured, given, phrases, cues, direction or default
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
CREATE INDEX result_by_call ON result (call_id, current);
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

CREATE TABLE override (
  -- A person's verdict; it goes before the machine's and never replaces it.
  call_id TEXT NOT NULL REFERENCES call (call_id), -- the call
  checkpoint_id TEXT NOT NULL,          -- id within the checklist
  verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'not_applicable', 'unheard')), -- one of four
  comment TEXT,                         -- why
  author TEXT NOT NULL,                 -- who
  at TEXT NOT NULL,                     -- ISO 8601, UTC
  content_hash TEXT REFERENCES checklist (content_hash), -- the checklist seen then; holds for its later versions too
  PRIMARY KEY (call_id, checkpoint_id)
);
