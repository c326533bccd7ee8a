-- One row per call, with or without a recording: what the call records say, as numbers that add up. Columns that are 0
-- or 1 are numerators and denominators. What a call without a record can't tell is NULL, or counts nowhere.
CREATE VIEW call_fact AS
WITH
chosen AS (
  SELECT
    coalesce((SELECT CAST(value AS REAL) FROM setting WHERE key = 'answer_within'), 20.0) AS answer_within,
    coalesce((SELECT CAST(value AS REAL) FROM setting WHERE key = 'short_abandon'), 5.0) AS short_abandon
)
SELECT
  c.call_id, c.direction, c.manager, c.manager_name, c.extension, c.department, c.customer, c.line,
  coalesce(
    (
      SELECT l.title FROM line l
      WHERE l.number = c.line AND c.local_date >= coalesce(l.valid_from, '')
        AND c.local_date <= coalesce(l.valid_to, '9999-12-31')
      LIMIT 1
    ),
    c.line
  ) AS line_title,
  c.source, c.campaign, c.keyword, c.queue, c.rung, c.transferred_to, c.hangup_by, c.hangup_cause,
  c.started_at, c.local_date, c.local_hour, c.local_weekday, c.duration, c.talk, c.wait, c.wait_row, c.disposition,
  c.has_record,
  c.direction = 'inbound' AS inbound,
  c.direction = 'outbound' AS outbound,
  c.direction = 'internal' AS internal,
  c.direction IN ('inbound', 'outbound') AS external,
  c.direction <> 'internal' AS with_customer,
  NOT c.has_record AS without_record,
  coalesce(c.disposition = 'answered', 0) AS answered,
  c.direction = 'inbound' AND coalesce(c.disposition = 'answered', 0) AS inbound_answered,
  -- Missed: a caller whom no person answered. A menu or an answering machine that did is counted apart.
  c.direction = 'inbound' AND coalesce(c.disposition IN ('missed', 'busy', 'failed'), 0) AS missed,
  c.direction = 'outbound' AND coalesce(c.disposition IN ('missed', 'busy', 'failed'), 0) AS unreached,
  coalesce(c.disposition = 'machine_only', 0) AS machine_only,
  c.direction = 'inbound' AND coalesce(c.disposition IN ('answered', 'missed', 'busy', 'failed'), 0) AS offered,
  c.direction = 'inbound' AND coalesce(c.disposition = 'answered' AND c.wait <= chosen.answer_within, 0)
    AS answered_in_time,
  c.direction = 'inbound' AND coalesce(c.disposition IN ('missed', 'busy', 'failed'), 0)
    AND coalesce(coalesce(c.wait, c.duration) <= chosen.answer_within, 0) AS abandoned_in_time,
  c.direction = 'inbound' AND coalesce(c.disposition IN ('missed', 'busy', 'failed'), 0)
    AND coalesce(coalesce(c.wait, c.duration) <= chosen.short_abandon, 0) AS short_abandon,
  c.transferred_to IS NOT NULL AS transferred,
  CASE WHEN c.disposition = 'answered' THEN c.wait END AS answer_wait,
  CASE WHEN c.disposition = 'answered' AND c.wait IS NOT NULL THEN 1 ELSE 0 END AS answer_wait_known,
  CASE WHEN c.direction = 'inbound' AND c.disposition IN ('missed', 'busy', 'failed') THEN coalesce(c.wait, c.duration) END
    AS abandoned_wait,
  CASE WHEN c.disposition = 'answered' THEN c.talk END AS talked,
  CASE WHEN c.disposition = 'answered' AND c.talk IS NOT NULL THEN 1 ELSE 0 END AS talk_known,
  coalesce(c.hangup_by = 'customer', 0) AS hung_up_by_customer,
  coalesce(c.hangup_by = 'manager', 0) AS hung_up_by_manager,
  c.hangup_by IS NOT NULL AS hangup_known,
  c.rowid AS call_row
FROM call c, chosen;

-- The same calls with what scoring says of them. Reports that need no score read call_fact, which is faster.
-- All columns are named, so that id and date are those that call_light looks a period up by. Join another table to it
-- on its right, with CROSS JOIN: to its left SQLite would make all of this anew for each of that table's rows.
CREATE VIEW call_quality AS
SELECT
  m.call_id, f.direction, f.manager, f.manager_name, f.extension, f.department, f.customer, f.line, f.line_title,
  f.source, f.campaign, f.keyword, f.queue, f.rung, f.transferred_to, f.hangup_by, f.hangup_cause, f.started_at,
  m.local_date, f.local_hour, f.local_weekday, f.duration, f.talk, f.wait, f.wait_row, f.disposition, f.has_record,
  f.inbound, f.outbound, f.internal, f.external, f.with_customer, f.without_record, f.answered, f.inbound_answered, f.missed,
  f.unreached, f.machine_only, f.offered, f.answered_in_time, f.abandoned_in_time, f.short_abandon, f.transferred,
  f.answer_wait, f.answer_wait_known, f.abandoned_wait, f.talked, f.talk_known, f.hung_up_by_customer,
  f.hung_up_by_manager, f.hangup_known, m.call_row,
  m.result_id, m.recording_id, m.transcript_id, m.content_hash, m.checklist, m.checklist_ru, m.checklist_en,
  m.score, m.light, m.not_scored_reason, m.scored, m.not_scored, m.result_id IS NOT NULL AS with_result,
  m.green, m.yellow, m.red, m.grey, m.critical_failed, m.unheard, m.manual_edit,
  m.passed_bits, m.failed_bits,
  m.outcome, m.outcome_ru, m.outcome_en, m.call_group,
  m.with_outcome, m.target_with_outcome, m.lost, m.not_sales,
  -- What managers are measured by; the others stand beside, not inside.
  f.with_customer AND NOT f.machine_only AND coalesce(m.call_group NOT IN ('non_target', 'junk'), 1) AS inside,
  m.call_group IS NOT NULL AS grouped,
  coalesce(m.call_group = 'target', 0) AS target,
  coalesce(m.call_group = 'non_target', 0) AS non_target,
  coalesce(m.call_group = 'junk', 0) AS junk
FROM call_light m
CROSS JOIN call_fact f ON f.call_row = m.call_row;
