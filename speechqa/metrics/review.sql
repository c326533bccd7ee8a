-- One row per call and tag that a person put on it, apart from those of rules (call_tag): who put it there first.
CREATE VIEW person_tag AS
SELECT
  h.call_id, h.tag,
  coalesce(
    (
      SELECT t.title_ru FROM call_result r JOIN checklist_tag t ON t.content_hash = r.content_hash
      WHERE r.call_id = h.call_id AND t.id = h.tag
    ),
    (SELECT t.title_ru FROM checklist_tag t WHERE t.id = h.tag ORDER BY t.rowid DESC LIMIT 1)
  ) AS title_ru,
  coalesce(
    (
      SELECT t.title_en FROM call_result r JOIN checklist_tag t ON t.content_hash = r.content_hash
      WHERE r.call_id = h.call_id AND t.id = h.tag
    ),
    (SELECT t.title_en FROM checklist_tag t WHERE t.id = h.tag ORDER BY t.rowid DESC LIMIT 1)
  ) AS title_en,
  h.author, h.at
FROM human_tag h
WHERE h.undone_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM human_tag earlier
  WHERE earlier.call_id = h.call_id AND earlier.tag = h.tag AND earlier.undone_at IS NULL
    AND earlier.human_tag_id < h.human_tag_id
);

-- One row per call that is marked as an example (best or worst, by the later word) or held from retention.
CREATE VIEW call_mark AS
SELECT m.call_id, m.kind, m.comment, m.author, m.at
FROM mark m
WHERE m.undone_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM mark later
  WHERE later.call_id = m.call_id AND (later.kind = 'hold') = (m.kind = 'hold') AND later.undone_at IS NULL
    AND (later.at, later.mark_id) > (m.at, m.mark_id)
);

-- One row per call: what people did with it. `reviewed` is 1 where somebody is done with it (reviewer and reviewed_at
-- are of the last one who was), `overrides` counts the verdicts of people that count now, `tagged` is 1 where a person
-- put a tag on it.
CREATE VIEW call_review AS
SELECT
  c.call_id,
  EXISTS (SELECT 1 FROM review r WHERE r.call_id = c.call_id AND r.undone_at IS NULL) AS reviewed,
  (SELECT max(r.at) FROM review r WHERE r.call_id = c.call_id AND r.undone_at IS NULL) AS reviewed_at,
  (
    SELECT r.author FROM review r WHERE r.call_id = c.call_id AND r.undone_at IS NULL
    ORDER BY r.at DESC, r.review_id DESC LIMIT 1
  ) AS reviewer,
  (SELECT count(DISTINCT r.author) FROM review r WHERE r.call_id = c.call_id AND r.undone_at IS NULL) AS reviewers,
  -- Only calls of which a person said something are judged anew for this.
  CASE WHEN EXISTS (SELECT 1 FROM override o WHERE o.call_id = c.call_id) THEN (
    SELECT total(v.manual_edit) FROM call_verdict v WHERE v.call_id = c.call_id
  ) ELSE 0 END AS overrides,
  EXISTS (SELECT 1 FROM human_tag h WHERE h.call_id = c.call_id AND h.undone_at IS NULL) AS tagged,
  (SELECT count(*) FROM note n WHERE n.call_id = c.call_id AND n.undone_at IS NULL) AS notes,
  EXISTS (SELECT 1 FROM call_mark m WHERE m.call_id = c.call_id AND m.kind = 'best') AS best,
  EXISTS (SELECT 1 FROM call_mark m WHERE m.call_id = c.call_id AND m.kind = 'worst') AS worst,
  EXISTS (SELECT 1 FROM call_mark m WHERE m.call_id = c.call_id AND m.kind = 'hold') AS held
FROM call c;

-- People's verdicts that no longer apply: the call's checklist has that checkpoint no more (reason gone), another one
-- judges it now (other_checklist), or it is not scored (not_scored). Of several on one checkpoint, the last.
CREATE VIEW lost_override AS
SELECT
  o.override_id, o.call_id, o.checkpoint_id, o.verdict, o.author, o.at, k.checklist,
  CASE
    WHEN r.result_id IS NULL OR r.not_scored IS NOT NULL THEN 'not_scored'
    WHEN k.checklist IS NOT NULL AND k.checklist <> n.checklist THEN 'other_checklist'
    ELSE 'gone'
  END AS reason
FROM override o
LEFT JOIN checklist k ON k.content_hash = o.content_hash
LEFT JOIN call_result r ON r.call_id = o.call_id
LEFT JOIN checklist n ON n.content_hash = r.content_hash
WHERE o.undone_at IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM call_verdict v
    WHERE v.call_id = o.call_id AND v.checkpoint_id = o.checkpoint_id AND v.override_id IS NOT NULL
  )
  AND NOT EXISTS (
    SELECT 1 FROM override later
    WHERE later.call_id = o.call_id AND later.checkpoint_id = o.checkpoint_id AND later.undone_at IS NULL
      AND (later.at, later.override_id) > (o.at, o.override_id)
  );

-- One row per call and tag, with who put it there: people, the rules of the checklist, or both.
CREATE VIEW call_tagged AS
SELECT
  call_id, tag, max(title_ru) AS title_ru, max(title_en) AS title_en, max(by_person) AS by_person,
  max(by_rule) AS by_rule
FROM (
  SELECT call_id, tag, title_ru, title_en, 1 AS by_person, 0 AS by_rule FROM person_tag
  UNION ALL
  SELECT call_id, tag, title_ru, title_en, 0, 1 FROM call_tag
)
GROUP BY call_id, tag;
