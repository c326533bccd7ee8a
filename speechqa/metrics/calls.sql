-- The result that speaks for a call: of its recordings' current ones a scored one, then the longest recording's.
-- No window function: SQLite would number the results of all calls to tell that of one. Nearly all calls have one
-- current result, and then nothing is compared.
CREATE VIEW call_result AS
SELECT * FROM result
WHERE current = 1 AND (
  NOT EXISTS (
    SELECT 1 FROM result other
    WHERE other.call_id = result.call_id AND other.current = 1 AND other.recording_id <> result.recording_id
  )
  OR result_id = (
    SELECT one.result_id FROM result one JOIN recording g ON g.recording_id = one.recording_id
    WHERE one.call_id = result.call_id AND one.current = 1
    ORDER BY one.not_scored IS NOT NULL, g.duration DESC NULLS LAST, one.recording_id LIMIT 1
  )
);

-- One row per call and checkpoint, and one without a checkpoint for a call that has no verdicts: the verdict that counts
-- is a person's where there is one (of several the latest that was not taken back), else the machine's. A person's
-- verdict holds for later versions of the same checklist too.
CREATE VIEW call_verdict AS
SELECT
  call.call_id, call.rowid AS call_row, call.local_date, r.result_id, r.recording_id, r.transcript_id, r.content_hash,
  r.not_scored, r.score, r.manager_channel, r.role_reason, r.role_certain, r.outcome, r.call_group, k.checklist,
  v.checkpoint_id, v.ordinal, CASE WHEN c.ordinal < 62 THEN 1 << c.ordinal END AS bit, c.title_ru, c.title_en, c.section, c.section_ru, c.section_en, c.weight, c.critical, c.by, c.kind,
  v.verdict AS machine_verdict,
  o.verdict IS NOT NULL AS manual_edit, o.override_id,
  coalesce(o.verdict, v.verdict) AS verdict,
  coalesce(o.verdict, v.verdict) = 'passed' AS passed,
  coalesce(o.verdict, v.verdict) = 'failed' AS failed,
  coalesce(o.verdict, v.verdict) = 'unheard' AS unheard,
  coalesce(o.verdict, v.verdict) = 'not_applicable' AS not_applicable,
  coalesce(o.verdict, v.verdict) = 'failed' AND c.critical AS critical_failed,
  CASE coalesce(o.verdict, v.verdict) WHEN 'passed' THEN c.weight WHEN 'failed' THEN 0.0 END AS points
FROM call
JOIN call_result r ON r.call_id = call.call_id
LEFT JOIN checklist k ON k.content_hash = r.content_hash
LEFT JOIN verdict v ON v.result_id = r.result_id
LEFT JOIN checkpoint c ON c.content_hash = r.content_hash AND c.id = v.checkpoint_id
LEFT JOIN override o ON o.override_id = (
  SELECT p.override_id FROM override p
  WHERE p.call_id = r.call_id AND p.checkpoint_id = v.checkpoint_id AND p.undone_at IS NULL
    AND (p.content_hash IS NULL OR k.checklist = (SELECT s.checklist FROM checklist s WHERE s.content_hash = p.content_hash))
  ORDER BY p.at DESC, p.override_id DESC LIMIT 1
);

-- One row per call and checkpoint.
CREATE VIEW checkpoint_metrics AS
SELECT
  call_id, result_id, content_hash, checklist, checkpoint_id, ordinal, title_ru, title_en, section, section_ru,
  section_en, weight, critical, by, kind, machine_verdict, manual_edit, override_id, verdict, passed, failed, unheard,
  not_applicable, critical_failed, points
FROM call_verdict
WHERE weight IS NOT NULL;

-- One row per call, also of those without a result, with what the verdicts that count add up to. What a result's own add
-- up to was kept with it; only where people said something they are added up anew. `call_row` is call's rowid: to find
-- a row by it is much faster than by its id.
CREATE VIEW call_judged AS
SELECT
  call.call_id, call.rowid AS call_row, call.local_date, r.result_id, r.recording_id, r.transcript_id, r.content_hash,
  r.not_scored, r.score AS machine_score, r.manager_channel, r.role_reason, r.role_certain, r.outcome, r.call_group,
  r.passed_weight, r.failed_weight, coalesce(r.critical_failed, 0) AS critical_failed,
  coalesce(r.unheard, 0) AS unheard, 0 AS manual_edit, r.passed_bits, r.failed_bits
FROM call
LEFT JOIN call_result r ON r.call_id = call.call_id
WHERE r.result_id IS NULL OR NOT EXISTS (SELECT 1 FROM override o WHERE o.call_id = call.call_id AND o.undone_at IS NULL)
UNION ALL
-- A group is a call, and what is of its result is the same in all its rows. The date is named so that a period asked
-- for leaves calls out before anything is added up.
SELECT
  call_id, call_row, local_date, result_id, recording_id, transcript_id, content_hash, not_scored, score,
  manager_channel, role_reason, role_certain, outcome, call_group,
  sum(weight * passed), sum(weight * failed), coalesce(max(critical_failed), 0), coalesce(max(unheard), 0),
  coalesce(max(manual_edit), 0), sum(bit * passed), sum(bit * failed)
FROM call_verdict
WHERE call_id IN (SELECT o.call_id FROM override o WHERE o.undone_at IS NULL)
GROUP BY local_date, call_id;

-- One row per call, also of those without a result. Score = passed weight / (passed + failed weight) x 100, unrounded
-- (domain.md, terms); light: green above the upper threshold, yellow from the lower to the upper one inclusive, red
-- below (S3); red where a critical checkpoint failed; grey without a score.
CREATE VIEW call_light AS
WITH scores AS (
  SELECT
    j.*,
    -- The machine's own figure where nobody changed anything: the order of a sum may move its last digit.
    CASE
      WHEN j.not_scored IS NOT NULL THEN NULL
      WHEN j.manual_edit = 0 THEN j.machine_score
      WHEN j.passed_weight + j.failed_weight > 0
      THEN round(100.0 * j.passed_weight / (j.passed_weight + j.failed_weight), 9)
    END AS score,
    coalesce(k.green, (SELECT CAST(value AS REAL) FROM setting WHERE key = 'green'), 80.0) AS green_above,
    coalesce(k.yellow, (SELECT CAST(value AS REAL) FROM setting WHERE key = 'yellow'), 60.0) AS yellow_from,
    k.checklist, k.title_ru AS checklist_ru, k.title_en AS checklist_en
  FROM call_judged j
  LEFT JOIN checklist k ON k.content_hash = j.content_hash
),
lights AS (
  SELECT
    s.*,
    CASE
      WHEN score IS NULL THEN 'grey'
      WHEN score > green_above THEN 'green'
      WHEN score >= yellow_from THEN 'yellow'
      ELSE 'red'
    END AS light_by_score
  FROM scores s
)
SELECT
  call_id, call_row, local_date, result_id, recording_id, transcript_id, content_hash, checklist, checklist_ru,
  checklist_en, not_scored AS not_scored_reason, score,
  CASE WHEN critical_failed THEN 'red' ELSE light_by_score END AS light,
  light_by_score, passed_weight, failed_weight, green_above, yellow_from,
  score IS NOT NULL AS scored,
  not_scored IS NOT NULL AS not_scored,
  CASE WHEN critical_failed THEN 0 ELSE light_by_score = 'green' END AS green,
  CASE WHEN critical_failed THEN 0 ELSE light_by_score = 'yellow' END AS yellow,
  CASE WHEN critical_failed THEN 1 ELSE light_by_score = 'red' END AS red,
  CASE WHEN critical_failed OR result_id IS NULL THEN 0 ELSE light_by_score = 'grey' END AS grey,
  critical_failed, unheard, manual_edit, passed_bits, failed_bits, manager_channel, role_reason, role_certain, outcome, call_group,
  -- Looked up where somebody asks for them; joined, they would be looked up for every call that is counted.
  (SELECT u.title_ru FROM checklist_outcome u WHERE u.content_hash = l.content_hash AND u.id = l.outcome) AS outcome_ru,
  (SELECT u.title_en FROM checklist_outcome u WHERE u.content_hash = l.content_hash AND u.id = l.outcome) AS outcome_en,
  outcome IS NOT NULL AS with_outcome,
  coalesce(outcome <> 'not_sales', 0) AS target_with_outcome,
  coalesce(outcome = 'lost', 0) AS lost,
  coalesce(outcome = 'not_sales', 0) AS not_sales
FROM lights l;

-- One row per call that was scored or has a reason why not. Columns that are 0 or 1 are numerators; `scored` is the
-- denominator of lights, `target_with_outcome` that of `lost` and of every other outcome of a target call,
-- `with_outcome` that of `not_sales`.
CREATE VIEW call_metrics AS
SELECT
  l.call_id, (SELECT g.path FROM recording g WHERE g.recording_id = l.recording_id) AS file,
  c.direction, c.manager, c.manager_source, c.manager_name, c.extension, c.department,
  c.customer, c.line, c.source, c.campaign, c.keyword,
  c.started_at, l.local_date, c.local_hour, c.local_weekday, c.duration, c.talk, c.wait, c.wait_row, c.disposition,
  c.has_record, l.result_id, l.recording_id, l.transcript_id, l.content_hash, l.checklist, l.checklist_ru,
  l.checklist_en, l.not_scored_reason, l.score, l.light, l.light_by_score, l.passed_weight, l.failed_weight,
  l.green_above, l.yellow_from, l.scored, l.not_scored, l.green, l.yellow, l.red, l.grey, l.critical_failed, l.unheard,
  l.manual_edit, l.passed_bits, l.failed_bits,
  EXISTS (SELECT 1 FROM health h WHERE h.recording_id = l.recording_id) AS health,
  coalesce(l.role_reason = 'mono', 0) AS mono_roles,
  l.manager_channel, l.role_reason, l.role_certain, l.outcome, l.outcome_ru, l.outcome_en, l.call_group,
  l.with_outcome, l.target_with_outcome, l.lost, l.not_sales,
  coalesce((SELECT t.timed FROM transcript t WHERE t.transcript_id = l.transcript_id), 1) AS timed
FROM call_light l
CROSS JOIN call c ON c.rowid = l.call_row
WHERE l.result_id IS NOT NULL;

-- One row per call and tag that was heard in it.
CREATE VIEW call_tag AS
SELECT
  r.call_id, r.result_id, t.id AS tag, t.ordinal, t.title_ru, t.title_en, t.call_group,
  t.phrase, t.quote, t.speaker, t.start, t."end", t.similarity, t.probability, t.threshold
FROM call_result r
JOIN result_tag t ON t.result_id = r.result_id;

-- One row per call and outcome that was heard in it; `counts` is 1 for the one that the call goes by. A call that is
-- lost or no sales call may have none.
CREATE VIEW call_outcome AS
SELECT
  r.call_id, r.result_id, o.id AS outcome, o.ordinal, o.title_ru, o.title_en, o.next_step, o.id = r.outcome AS counts,
  o.phrase, o.quote, o.speaker, o.start, o."end", o.similarity, o.probability, o.threshold
FROM call_result r
JOIN result_outcome o ON o.result_id = r.result_id;

-- A manager's name: the one that most of the manager's calls carry. A name may be misheard in one of them.
CREATE VIEW manager_person AS
SELECT manager, manager_name AS name
FROM (
  SELECT manager, manager_name, row_number() OVER (PARTITION BY manager ORDER BY count(*) DESC, manager_name) AS place
  FROM call WHERE manager IS NOT NULL AND manager_name IS NOT NULL GROUP BY manager, manager_name
)
WHERE place = 1;
