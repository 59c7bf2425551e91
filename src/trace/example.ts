/** Example values for what differs with each request, so that a rendered line looks as the real one does. */
export const EXAMPLE: {
  readonly nginx: Readonly<Record<string, string>>;
  readonly gunicorn: Readonly<Record<string, string>>;
  /** Attributes of a LogRecord. */
  readonly python: Readonly<Record<string, string>>;
  readonly userAgent: string;
} = {
  userAgent: "curl/8.5.0",
  nginx: {
    time_local: "22/Nov/2026:03:00:00 +0000",
    time_iso8601: "2026-11-22T03:00:00+00:00",
    msec: "1795316400.000",
    request_time: "0.042",
    body_bytes_sent: "512",
    bytes_sent: "740",
    request_length: "180",
    status: "200",
    http_user_agent: "curl/8.5.0",
    request_id: "3f0c8a5d9e7b4c21a6d4f0b2c8e91375",
    connection: "17",
    connection_requests: "1",
    pid: "812",
    remote_port: "53412",
    server_addr: "10.0.0.5",
    server_port: "80",
    upstream_addr: "127.0.0.1:8000",
    upstream_response_time: "0.041",
    upstream_connect_time: "0.000",
    upstream_header_time: "0.040",
    upstream_status: "200",
    hostname: "web1",
    nginx_version: "1.22.1",
    gzip_ratio: "",
    ssl_protocol: "TLSv1.3",
    ssl_cipher: "TLS_AES_256_GCM_SHA384",
    pipe: ".",
  },
  gunicorn: {
    t: "[22/Nov/2026:03:00:00 +0000]",
    b: "512",
    B: "512",
    T: "0",
    M: "42",
    D: "42000",
    L: "0.042000",
    p: "<812>",
    a: "curl/8.5.0",
  },
  python: {
    asctime: "2026-11-22 03:00:00,000",
    created: "1795316400.0",
    msecs: "0.0",
    relativeCreated: "4200.0",
    process: "812",
    processName: "MainProcess",
    thread: "140245108254528",
    threadName: "MainThread",
    lineno: "224",
    pathname: "/usr/lib/python3/dist-packages/django/utils/log.py",
  },
};
