/* The register: CASE(name, kind, seconds) and HELPER(name), in the order in which they run. kind is oracle (runs on both
 * systems), windows or posix. A FILE line names the source that defines what follows; the Makefile reads it too. */

/* FILE socket: socket() and close() */
CASE(socket_gives_distinct_descriptors, oracle, 5)
CASE(socket_shares_numbers_with_files, oracle, 5)
CASE(socket_unknown_family, oracle, 5)
CASE(socket_unknown_type, oracle, 5)
CASE(socket_protocols, oracle, 5)
CASE(socket_flags, oracle, 5)
CASE(close_bad_descriptors, oracle, 5)
CASE(calls_on_bad_descriptor, oracle, 5)
CASE(calls_on_a_file, oracle, 5)

/* FILE bind: bind() */
CASE(bind_makes_a_file, oracle, 5)
CASE(bind_twice, oracle, 5)
CASE(bind_existing_socket, oracle, 5)
CASE(bind_stale_socket, oracle, 5)
CASE(bind_existing_file, oracle, 5)
CASE(bind_existing_directory, oracle, 5)
CASE(bind_in_missing_directory, oracle, 5)
CASE(bind_under_a_file, oracle, 5)
CASE(bind_lengths, oracle, 5)
CASE(bind_wrong_family, oracle, 5)
CASE(bind_null_address, oracle, 5)
CASE(bind_connected_socket, oracle, 5)

/* FILE connect: connect() */
CASE(connect_then_accept_in_one_thread, oracle, 5)
CASE(connect_to_missing_path, oracle, 5)
CASE(connect_under_a_file, oracle, 5)
CASE(connect_to_plain_file, oracle, 5)
CASE(connect_to_directory, oracle, 5)
CASE(connect_to_bound_only, oracle, 5)
CASE(connect_to_closed_listener, oracle, 5)
CASE(connect_to_removed_name, oracle, 5)
CASE(connect_to_renamed_socket, oracle, 5)
CASE(connect_twice, oracle, 5)
CASE(connect_a_listener, oracle, 5)
CASE(connect_wrong_addresses, oracle, 5)
CASE(connect_order_is_accept_order, oracle, 5)
