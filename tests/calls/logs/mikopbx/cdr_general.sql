-- The columns of MikoPBX's call log. See README.md.
CREATE TABLE cdr_general (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  start TEXT, endtime TEXT, answer TEXT,
  src_chan TEXT, src_num TEXT, src_name TEXT,
  dst_chan TEXT, dst_num TEXT, dst_name TEXT,
  UNIQUEID TEXT, linkedid TEXT, did TEXT, disposition TEXT, recordingfile TEXT,
  from_account TEXT, to_account TEXT, dialstatus TEXT, appname TEXT,
  transfer INTEGER, is_app TEXT, duration INTEGER, billsec INTEGER, work_completed TEXT,
  src_call_id TEXT, dst_call_id TEXT, verbose_call_id TEXT, a_transfer INTEGER,
  rec_src_channel TEXT, dtmf_digits TEXT
);
CREATE INDEX cdr_general_start ON cdr_general (start);
CREATE INDEX cdr_general_linkedid ON cdr_general (linkedid);
