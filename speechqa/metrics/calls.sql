-- The result that speaks for a call: of its recordings' current ones a scored one, then the longest recording's.
CREATE VIEW call_result AS
SELECT * FROM (
  SELECT result.*, row_number() OVER (
    PARTITION BY result.call_id
    ORDER BY result.not_scored IS NOT NULL, recording.duration DESC NULLS LAST, result.recording_id
  ) AS place
  FROM result JOIN recording USING (recording_id)
  WHERE result.current = 1
) WHERE place = 1;

-- One row per call and checkpoint: the verdict that counts is a person's where there is one, else the machine's.
-- A person's verdict holds for later versions of the same checklist too.
CREATE VIEW checkpoint_metrics AS
SELECT
  r.call_id, r.result_id, r.content_hash, k.checklist, v.checkpoint_id, v.ordinal,
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
FROM call_result r
JOIN verdict v ON v.result_id = r.result_id
JOIN checkpoint c ON c.content_hash = r.content_hash AND c.id = v.checkpoint_id
JOIN checklist k ON k.content_hash = r.content_hash
LEFT JOIN override o ON o.call_id = r.call_id AND o.checkpoint_id = v.checkpoint_id
  AND (o.content_hash IS NULL OR k.checklist = (SELECT s.checklist FROM checklist s WHERE s.content_hash = o.content_hash));

-- One row per call that was scored or has a reason why not. Score = passed weight / (passed + failed weight) x 100,
-- unrounded (domain.md, terms); light: green above the upper threshold, yellow from the lower to the upper one
-- inclusive, red below (S3); red where a critical checkpoint failed; grey without a score.
-- Columns that are 0 or 1 are numerators; `scored` is the denominator of lights.
CREATE VIEW call_metrics AS
WITH totals AS (
  SELECT
    call_id,
    sum(CASE WHEN passed THEN weight ELSE 0.0 END) AS passed_weight,
    sum(CASE WHEN failed THEN weight ELSE 0.0 END) AS failed_weight,
    max(critical_failed) AS critical_failed, max(unheard) AS unheard, max(manual_edit) AS manual_edit
  FROM checkpoint_metrics GROUP BY call_id
),
scores AS (
  SELECT
    r.*,
    coalesce(t.critical_failed, 0) AS has_critical_failed,
    coalesce(t.unheard, 0) AS has_unheard,
    coalesce(t.manual_edit, 0) AS has_manual_edit,
    t.passed_weight AS effective_passed_weight,
    t.failed_weight AS effective_failed_weight,
    -- The machine's own figure where nobody changed anything: the order of a sum may move its last digit.
    CASE
      WHEN r.not_scored IS NOT NULL THEN NULL
      WHEN coalesce(t.manual_edit, 0) = 0 THEN r.score
      WHEN t.passed_weight + t.failed_weight > 0 THEN round(100.0 * t.passed_weight / (t.passed_weight + t.failed_weight), 9)
    END AS effective_score,
    coalesce(k.green, (SELECT CAST(value AS REAL) FROM setting WHERE key = 'green'), 80.0) AS green_above,
    coalesce(k.yellow, (SELECT CAST(value AS REAL) FROM setting WHERE key = 'yellow'), 60.0) AS yellow_from,
    k.checklist, k.title_ru AS checklist_ru, k.title_en AS checklist_en
  FROM call_result r
  LEFT JOIN totals t ON t.call_id = r.call_id
  LEFT JOIN checklist k ON k.content_hash = r.content_hash
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
  l.call_id, g.path AS file, c.direction, c.manager, c.manager_source, c.manager_name, c.customer, c.line,
  c.started_at, c.local_date, c.local_hour, c.local_weekday, c.duration, c.talk, c.wait, c.wait_row, c.disposition,
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
  l.manager_channel, l.role_reason, l.role_certain
FROM lights l
JOIN call c ON c.call_id = l.call_id
JOIN recording g ON g.recording_id = l.recording_id;
