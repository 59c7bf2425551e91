/**
 * Variables of nginx's own http modules, lower case: the documentation as data (@nginx/reference-lib 1.1.41), what
 * nginx 1.22.1 accepts, and those that only the source names (geoip, tcpinfo, upstream_cache).
 */
export const HTTP_VARIABLES: ReadonlySet<string> = new Set(
  (
    "acme_certificate acme_certificate_key ancient_browser args binary_remote_addr body_bytes_sent " +
    "bytes_received bytes_sent connection connection_requests connection_time connections_active " +
    "connections_reading connections_waiting connections_writing content_length content_type date_gmt " +
    "date_local document_root document_uri fastcgi_path_info fastcgi_script_name geoip_area_code geoip_city " +
    "geoip_city_continent_code geoip_city_country_code geoip_city_country_code3 geoip_city_country_name " +
    "geoip_country_code geoip_country_code3 geoip_country_name geoip_dma_code geoip_latitude geoip_longitude " +
    "geoip_org geoip_postal_code geoip_region geoip_region_name gzip_ratio host hostname http2 http3 https " +
    "internal_proxy_add_x_forwarded_for invalid_referer is_args is_request_port jwt_payload limit_conn_status " +
    "limit_rate limit_req_status memcached_key modern_browser msec msie nginx_version oidc_access_token " +
    "oidc_id_token oidc_userinfo otel_parent_id otel_parent_sampled otel_span_id otel_trace_id pid pipe " +
    "proxy_add_x_forwarded_for proxy_host proxy_internal_body_length proxy_internal_chunked proxy_port " +
    "proxy_protocol_addr proxy_protocol_port proxy_protocol_server_addr proxy_protocol_server_port " +
    "query_string realip_remote_addr realip_remote_port realpath_root remote_addr remote_port remote_user " +
    "request request_body request_body_file request_completion request_filename request_id request_length " +
    "request_method request_port request_time request_uri scheme secure_link secure_link_expires server_addr " +
    "server_name server_port server_protocol session_log_binary_id session_log_id slice_range " +
    "ssl_alpn_protocol ssl_cipher ssl_ciphers ssl_client_cert ssl_client_escaped_cert ssl_client_fingerprint " +
    "ssl_client_i_dn ssl_client_i_dn_legacy ssl_client_raw_cert ssl_client_s_dn ssl_client_s_dn_legacy " +
    "ssl_client_serial ssl_client_sigalg ssl_client_v_end ssl_client_v_remain ssl_client_v_start " +
    "ssl_client_verify ssl_curve ssl_curves ssl_early_data ssl_ech_outer_server_name ssl_ech_status " +
    "ssl_protocol ssl_server_name ssl_session_id ssl_session_reused ssl_sigalg ssl_sigalgs status " +
    "tcpinfo_rcv_space tcpinfo_rtt tcpinfo_rttvar tcpinfo_snd_cwnd time_iso8601 time_iso8601_ms time_local " +
    "uid_got uid_reset uid_set upstream_addr upstream_bytes_received upstream_bytes_sent upstream_cache_age " +
    "upstream_cache_etag upstream_cache_last_modified upstream_cache_status upstream_connect_time " +
    "upstream_header_time upstream_last_addr upstream_last_server_name upstream_queue_time " +
    "upstream_response_length upstream_response_time upstream_status uri"
  ).split(" "),
);

/** Any name after these is a variable: `$http_x_request_id`. ngx_http_variables.c, ngx_http_upstream.c. */
export const HTTP_VARIABLE_PREFIXES: readonly string[] = [
  "http_",
  "sent_http_",
  "sent_trailer_",
  "cookie_",
  "arg_",
  "upstream_http_",
  "upstream_trailer_",
  "upstream_cookie_",
  "proxy_protocol_tlv_",
  "jwt_claim_",
  "jwt_header_",
  "oidc_claim_",
];
