-- One row per missed call: what became of the caller within call_back_within seconds (a setting, a day). The states are
-- 0 or 1, and of each call exactly one is 1.
CREATE VIEW missed_call AS
WITH
missed_one AS MATERIALIZED (
  SELECT
    call_id, customer, started_at,
    strftime(
      '%Y-%m-%dT%H:%M:%S', started_at,
      (SELECT printf('+%f seconds', coalesce((SELECT CAST(value AS REAL) FROM setting WHERE key = 'call_back_within'), 86400.0)))
    ) || '+00:00' AS until
  FROM call WHERE direction = 'inbound' AND disposition IN ('missed', 'busy', 'failed')
),
-- Materialised, since each moment would be looked up for every use.
told AS MATERIALIZED (
  SELECT
    m.call_id, m.customer, m.started_at,
    (
      SELECT o.started_at FROM call o
      WHERE o.customer = m.customer AND o.started_at > m.started_at AND o.started_at <= m.until
        AND o.direction = 'outbound'
      ORDER BY o.started_at LIMIT 1
    ) AS tried_at,
    (
      SELECT o.started_at FROM call o
      WHERE o.customer = m.customer AND o.started_at > m.started_at AND o.started_at <= m.until
        AND o.direction = 'outbound' AND o.disposition = 'answered'
      ORDER BY o.started_at LIMIT 1
    ) AS spoken_at,
    (
      SELECT o.started_at FROM call o
      WHERE o.customer = m.customer AND o.started_at > m.started_at AND o.started_at <= m.until
        AND o.direction = 'inbound' AND o.disposition = 'answered'
      ORDER BY o.started_at LIMIT 1
    ) AS came_back_at
  FROM missed_one m
),
placed AS (
  SELECT
    *,
    CASE
      WHEN customer IS NULL OR started_at IS NULL THEN 'no_number'
      WHEN came_back_at < coalesce(spoken_at, '9999') THEN 'came_back'
      WHEN spoken_at IS NOT NULL THEN 'reached'
      WHEN tried_at IS NOT NULL THEN 'tried'
      ELSE 'nobody_called'
    END AS state
  FROM told
)
SELECT
  f.*,
  -- Where the caller gave up, as far as the telephone system tells it.
  CASE
    WHEN f.transferred THEN 'transfer' WHEN f.queue IS NOT NULL THEN 'queue'
    WHEN f.rung IS NOT NULL THEN 'ringing' ELSE 'not_rung'
  END AS lost_at,
  p.tried_at, p.spoken_at, p.came_back_at, p.state,
  p.state = 'reached' AS reached,
  p.state = 'tried' AS tried,
  p.state = 'came_back' AS came_back,
  p.state = 'nobody_called' AS nobody_called,
  p.state = 'no_number' AS no_number,
  -- From the missed call's begin to that of the call that ended the matter, or to the first try.
  round((
    julianday(CASE p.state WHEN 'came_back' THEN p.came_back_at WHEN 'reached' THEN p.spoken_at ELSE p.tried_at END)
    - julianday(p.started_at)
  ) * 86400.0, 3) AS seconds_to_call
FROM placed p
JOIN call_fact f ON f.call_id = p.call_id;

-- One row per call from outside and telephone that it rang.
CREATE VIEW rung_call AS
SELECT
  f.*,
  r.value AS telephone,
  f.missed AS rung_missed,
  f.answered AND r.value IS coalesce(f.extension, f.manager) AS rung_answered,
  f.answered AND r.value IS NOT coalesce(f.extension, f.manager) AS rung_beside
FROM call_fact f, json_each(f.rung) r
WHERE f.inbound;
