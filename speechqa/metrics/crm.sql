-- One row per event, request and deal of the CRM with the call that it belongs to: the one that it names (id, alias or
-- recording), else of the same customer's calls the nearest within the window (setting crm_window, s; from a call's
-- begin to its end no time lies between). `reason` is call, customer, or NULL where there is no call.
CREATE VIEW crm_call AS
WITH named AS (
  SELECT
    i.*, coalesce((SELECT CAST(value AS REAL) FROM setting WHERE key = 'crm_window'), 86400.0) AS own_window,
    -- A day without a time is met by every call of it alike.
    julianday(i.at) + i.whole_day AS until,
    CASE WHEN i.call IS NOT NULL THEN coalesce(
      (SELECT c.call_id FROM call c WHERE c.call_id = i.call),
      (SELECT a.call_id FROM alias a WHERE a.alias = i.call),
      (SELECT g.call_id FROM recording g WHERE g.name = i.call ORDER BY g.recording_id LIMIT 1)
    ) END AS named_call
  FROM crm_item i
),
nearest AS (
  SELECT
    n.*,
    CASE WHEN n.named_call IS NULL AND n.customer IS NOT NULL THEN (
      -- A subquery of its own: SQLite's ORDER BY does not see the columns outside.
      SELECT near.call_id FROM (
        SELECT
          c.call_id, c.started_at,
          max(0.0, julianday(c.started_at) - n.until,
              julianday(n.at) - julianday(c.started_at) - coalesce(c.duration, 0.0) / 86400.0) AS apart
        FROM call c
        WHERE c.customer = n.customer
          AND c.started_at >= strftime('%Y-%m-%dT%H:%M:%S', n.at, '-' || n.own_window || ' seconds')
          AND c.started_at < strftime('%Y-%m-%dT%H:%M:%S', n.until, '+' || n.own_window || ' seconds')
      ) near
      ORDER BY near.apart, near.started_at DESC, near.call_id LIMIT 1
    ) END AS customers_call
  FROM named n
)
SELECT
  kind, crm_id, at, whole_day, customer, manager, source, campaign, status, stage, lost_reason, spam, amount, closed_at,
  title, coalesce(named_call, customers_call) AS call_id,
  CASE WHEN named_call IS NOT NULL THEN 'call' WHEN customers_call IS NOT NULL THEN 'customer' END AS reason
FROM nearest;

-- One row per call and deal of its customer: from the window before the deal was made until it was closed (a deal that
-- is open: until now). `counts` is 1 for a deal that belongs in conversion, which spam does not.
CREATE VIEW call_deal AS
SELECT
  c.call_id, i.crm_id, i.status, i.stage, i.lost_reason, i.spam, i.amount, i.at, i.closed_at, NOT i.spam AS counts,
  i.status = 'won' AND NOT i.spam AS won, i.status = 'lost' AND NOT i.spam AS lost, i.status = 'open' AND NOT i.spam AS open
FROM crm_item i
JOIN call c ON c.customer = i.customer
  AND c.started_at >= strftime('%Y-%m-%dT%H:%M:%S', i.at,
        '-' || coalesce((SELECT CAST(value AS REAL) FROM setting WHERE key = 'crm_window'), 86400.0) || ' seconds')
  AND (i.closed_at IS NULL OR c.started_at <= strftime('%Y-%m-%dT%H:%M:%S', i.closed_at, '+1 day'))
WHERE i.kind = 'deal' AND i.customer IS NOT NULL;

-- One row per call that a deal which counts belongs to, with what became of it; of several deals the best one counts.
CREATE VIEW call_fate AS
SELECT call_id, CASE WHEN max(won) THEN 'won' WHEN max(open) THEN 'open' ELSE 'lost' END AS fate
FROM call_deal WHERE counts GROUP BY call_id;

-- One row per customer's number with the call by which it appeared first: on that call the customer was new.
-- `call_row` is call's rowid: to find a row by it is much faster than by its id.
CREATE VIEW customer_first AS
SELECT customer, call_id, c.rowid AS call_row, started_at AS first_at
FROM call c
WHERE customer IS NOT NULL AND started_at IS NOT NULL AND direction IN ('inbound', 'outbound')
  AND NOT EXISTS (
    SELECT 1 FROM call earlier
    WHERE earlier.customer = c.customer AND earlier.direction IN ('inbound', 'outbound')
      AND (earlier.started_at, earlier.call_id) < (c.started_at, c.call_id)
  );
