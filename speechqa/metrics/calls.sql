-- The result that speaks for a call: of its recordings' current ones a scored one, then the longest recording's.
-- No window function: SQLite would number the results of all calls to tell that of one.
CREATE VIEW call_result AS
SELECT * FROM result
WHERE current = 1 AND result_id = (
  SELECT one.result_id FROM result one JOIN recording g ON g.recording_id = one.recording_id
  WHERE one.call_id = result.call_id AND one.current = 1
  ORDER BY one.not_scored IS NOT NULL, g.duration DESC NULLS LAST, one.recording_id LIMIT 1
);

-- One row per call and checkpoint, and one without a checkpoint for a call that has no verdicts: the verdict that counts
-- is a person's where there is one, else the machine's. A person's verdict holds for later versions of the same
-- checklist too.
CREATE VIEW call_verdict AS
SELECT
  call.call_id, call.local_date, r.result_id, r.recording_id, r.transcript_id, r.content_hash, r.not_scored, r.score,
  r.manager_channel, r.role_reason, r.role_certain, r.outcome, r.call_group, k.checklist, v.checkpoint_id, v.ordinal,
  c.title_ru, c.title_en, c.section, c.section_ru, c.section_en, c.weight, c.critical, c.by, c.kind,
  v.verdict AS machine_verdict,
  o.verdict IS NOT NULL AS manual_edit,
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
LEFT JOIN override o ON o.call_id = r.call_id AND o.checkpoint_id = v.checkpoint_id
  AND (o.content_hash IS NULL OR k.checklist = (SELECT s.checklist FROM checklist s WHERE s.content_hash = o.content_hash));

-- One row per call and checkpoint.
CREATE VIEW checkpoint_metrics AS
SELECT
  call_id, result_id, content_hash, checklist, checkpoint_id, ordinal, title_ru, title_en, section, section_ru,
  section_en, weight, critical, by, kind, machine_verdict, manual_edit, verdict, passed, failed, unheard,
  not_applicable, critical_failed, points
FROM call_verdict
WHERE weight IS NOT NULL;

-- One row per call that was scored or has a reason why not. Score = passed weight / (passed + failed weight) x 100,
-- unrounded (domain.md, terms); light: green above the upper threshold, yellow from the lower to the upper one
-- inclusive, red below (S3); red where a critical checkpoint failed; grey without a score.
-- Columns that are 0 or 1 are numerators; `scored` is the denominator of lights, `target_with_outcome` that of `lost`
-- and of every other outcome of a target call, `with_outcome` that of `not_sales`.
CREATE VIEW call_metrics AS
WITH totals AS (
  -- A group is a call, and what is of its result is the same in all its rows. The date is named so that a period asked
  -- for is looked up before anything is added up, and comes first because the index call_by_date has that order.
  SELECT
    call_id, local_date, result_id, recording_id, transcript_id, content_hash, not_scored, score, manager_channel,
    role_reason, role_certain, outcome, call_group,
    sum(weight * passed) AS effective_passed_weight,
    sum(weight * failed) AS effective_failed_weight,
    coalesce(max(critical_failed), 0) AS has_critical_failed,
    coalesce(max(unheard), 0) AS has_unheard,
    coalesce(max(manual_edit), 0) AS has_manual_edit
  FROM call_verdict GROUP BY local_date, call_id
),
scores AS (
  SELECT
    t.*,
    -- The machine's own figure where nobody changed anything: the order of a sum may move its last digit.
    CASE
      WHEN t.not_scored IS NOT NULL THEN NULL
      WHEN t.has_manual_edit = 0 THEN t.score
      WHEN t.effective_passed_weight + t.effective_failed_weight > 0
      THEN round(100.0 * t.effective_passed_weight / (t.effective_passed_weight + t.effective_failed_weight), 9)
    END AS effective_score,
    coalesce(k.green, (SELECT CAST(value AS REAL) FROM setting WHERE key = 'green'), 80.0) AS green_above,
    coalesce(k.yellow, (SELECT CAST(value AS REAL) FROM setting WHERE key = 'yellow'), 60.0) AS yellow_from,
    k.checklist, k.title_ru AS checklist_ru, k.title_en AS checklist_en
  FROM totals t
  LEFT JOIN checklist k ON k.content_hash = t.content_hash
),
lights AS (
  SELECT
    s.*,
    CASE
      WHEN effective_score IS NULL THEN 'grey'
      WHEN effective_score > green_above THEN 'green'
      WHEN effective_score >= yellow_from THEN 'yellow'
      ELSE 'red'
    END AS effective_light_by_score
  FROM scores s
)
SELECT
  l.call_id, g.path AS file, c.direction, c.manager, c.manager_source, c.manager_name, c.extension, c.department,
  c.customer, c.line, c.source, c.campaign, c.keyword,
  c.started_at, l.local_date, c.local_hour, c.local_weekday, c.duration, c.talk, c.wait, c.wait_row, c.disposition,
  c.has_record, l.result_id, l.recording_id, l.transcript_id, l.content_hash, l.checklist, l.checklist_ru,
  l.checklist_en, l.not_scored AS not_scored_reason, l.effective_score AS score,
  CASE WHEN l.has_critical_failed THEN 'red' ELSE l.effective_light_by_score END AS light,
  l.effective_light_by_score AS light_by_score,
  l.effective_passed_weight AS passed_weight, l.effective_failed_weight AS failed_weight,
  l.green_above, l.yellow_from,
  l.effective_score IS NOT NULL AS scored,
  l.not_scored IS NOT NULL AS not_scored,
  CASE WHEN l.has_critical_failed THEN 0 ELSE l.effective_light_by_score = 'green' END AS green,
  CASE WHEN l.has_critical_failed THEN 0 ELSE l.effective_light_by_score = 'yellow' END AS yellow,
  CASE WHEN l.has_critical_failed THEN 1 ELSE l.effective_light_by_score = 'red' END AS red,
  CASE WHEN l.has_critical_failed THEN 0 ELSE l.effective_light_by_score = 'grey' END AS grey,
  l.has_critical_failed AS critical_failed, l.has_unheard AS unheard, l.has_manual_edit AS manual_edit,
  EXISTS (SELECT 1 FROM health h WHERE h.recording_id = l.recording_id) AS health,
  coalesce(l.role_reason = 'mono', 0) AS mono_roles,
  l.manager_channel, l.role_reason, l.role_certain,
  l.outcome, u.title_ru AS outcome_ru, u.title_en AS outcome_en, l.call_group,
  l.outcome IS NOT NULL AS with_outcome,
  coalesce(l.outcome <> 'not_sales', 0) AS target_with_outcome,
  coalesce(l.outcome = 'lost', 0) AS lost,
  coalesce(l.outcome = 'not_sales', 0) AS not_sales,
  coalesce(t.timed, 1) AS timed
FROM lights l
JOIN call c ON c.call_id = l.call_id
JOIN recording g ON g.recording_id = l.recording_id
LEFT JOIN checklist_outcome u ON u.content_hash = l.content_hash AND u.id = l.outcome
LEFT JOIN transcript t ON t.transcript_id = l.transcript_id;

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
