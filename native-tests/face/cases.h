/* The register of the Winsock face's tests: as cases.h of native-tests/. All are of Windows. */

/* FILE socket: socket(), WSASocket() and the catalogue */
CASE(socket_of_each_call, windows, 5)
CASE(socket_errors, windows, 5)
CASE(socket_inheritance, windows, 5)
CASE(catalogue_has_one_line, windows, 5)
CASE(catalogue_of_bytes, windows, 5)
CASE(catalogue_of_some_protocols, windows, 5)
CASE(socket_from_the_catalogue, windows, 5)
CASE(protocol_of_a_socket, windows, 5)

/* FILE bind: bind() and listen() */
CASE(bind_makes_a_file, windows, 5)
CASE(bind_existing_file, windows, 5)
CASE(bind_and_remove, windows, 5)
CASE(bind_twice, windows, 5)
CASE(bind_bad_addresses, windows, 5)
CASE(bind_where_there_is_no_folder, windows, 5)
CASE(bind_long_paths, windows, 5)
CASE(bind_relative_path, windows, 5)
CASE(bind_path_in_utf8, windows, 5)
CASE(bind_with_reuseaddr, windows, 5)
CASE(bind_without_listen, windows, 5)
CASE(listen_states, windows, 5)
CASE(listening_says_so, windows, 5)

/* FILE connect: connect() and WSAConnect() */
CASE(connect_before_accept, windows, 5)
CASE(connect_by_WSAConnect, windows, 5)
CASE(connect_to_nobody, windows, 5)
HELPER(server_that_dies)
CASE(connect_to_a_dead_server, windows, 5)
CASE(connect_bad_addresses, windows, 5)
CASE(connect_of_the_wrong_sockets, windows, 5)
CASE(connect_again_after_a_refusal, windows, 5)
CASE(connect_of_a_bound_client, windows, 5)
CASE(connect_to_a_full_queue, windows, 5)
CASE(connect_to_a_port_that_was_taken, windows, 20)

/* FILE connect_ex: ConnectEx */
CASE(connect_ex_and_port, windows, 5)
CASE(connect_ex_and_event, windows, 5)
CASE(connect_ex_of_a_bound_socket, windows, 5)
CASE(connect_ex_to_nobody, windows, 5)
CASE(connect_ex_wrong_arguments, windows, 5)
CASE(connect_ex_to_a_full_queue, windows, 5)

/* FILE nonblocking: sockets that don't wait */
CASE(nonblocking_connect_and_select, windows, 5)
CASE(nonblocking_connect_and_poll, windows, 5)
CASE(nonblocking_connect_and_events, windows, 5)
CASE(nonblocking_connect_to_nobody, windows, 5)
CASE(nonblocking_accept, windows, 5)
CASE(events_of_a_listener, windows, 5)
CASE(events_of_a_connection, windows, 5)
CASE(messages_of_a_listener, windows, 5)
CASE(nonblocking_receive, windows, 5)

/* FILE accept: accept() and WSAAccept() */
CASE(accept_states, windows, 5)
CASE(accept_address_of_no_name, windows, 5)
CASE(accept_address_sizes, windows, 5)
CASE(accept_ends_with_closesocket, windows, 5)
CASE(accept_waits, windows, 5)
CASE(accept_on_a_condition, windows, 5)
CASE(accept_rejected, windows, 5)
CASE(accept_rejected_makes_room, windows, 5)
CASE(accept_deferred, windows, 5)
CASE(accept_in_order, windows, 5)

/* FILE accept_ex: AcceptEx */
CASE(accept_ex_of_a_client, windows, 5)
CASE(accept_ex_of_a_waiting_client, windows, 5)
CASE(accept_ex_with_data, windows, 5)
CASE(accept_ex_with_data_that_never_comes, windows, 5)
CASE(accept_ex_several_at_once, windows, 5)
CASE(accept_ex_and_accept, windows, 5)
CASE(accept_ex_wrong_arguments, windows, 5)
CASE(accept_ex_into_one_socket_twice, windows, 5)
CASE(accept_ex_of_mswsock, windows, 5)

/* FILE accept_ex_told: how AcceptEx tells that it is over */
CASE(accept_ex_and_event, windows, 5)
CASE(accept_ex_not_told_to_the_port, windows, 5)
CASE(accept_ex_and_thread_pool, windows, 5)
CASE(accept_ex_and_callback, windows, 5)
CASE(accept_ex_of_a_thread_that_ended, windows, 5)

/* FILE accept_ex_ends: what ends an AcceptEx */
CASE(accept_ex_cancelled, windows, 5)
CASE(accept_ex_cancelled_while_it_waits_for_data, windows, 5)
CASE(accept_ex_cancelled_by_its_thread, windows, 5)
CASE(accept_ex_ends_with_closesocket, windows, 5)
CASE(accept_ex_of_a_stranger, windows, 5)
CASE(accept_ex_cancelled_after_a_stranger, windows, 5)
CASE(accept_ex_cancelled_as_a_client_comes, windows, 20)
CASE(accept_ex_begun_as_its_listener_is_closed, windows, 20)
CASE(accept_ex_into_a_socket_that_is_closed, windows, 5)

/* FILE names: getsockname() and getpeername() */
CASE(names_of_a_server, windows, 5)
CASE(names_of_a_connection, windows, 5)
CASE(names_of_a_bound_client, windows, 5)
CASE(names_of_no_peer, windows, 5)
CASE(names_without_room, windows, 5)

/* FILE abstract: names without a file */
CASE(abstract_names_and_bytes, windows, 5)
CASE(abstract_name_that_is_chosen, windows, 5)
CASE(abstract_names_and_AcceptEx, windows, 5)
CASE(abstract_names_and_posix, windows, 20)

/* FILE options: getsockopt(), setsockopt() and WSAIoctl() */
CASE(options_of_tcp_are_none, windows, 5)
CASE(options_with_bad_pointers, windows, 5)
CASE(options_of_the_socket, windows, 5)
CASE(options_of_time, windows, 5)
CASE(options_update_context, windows, 5)
HELPER(server_to_be_known)
CASE(peer_process_of_both_ends, windows, 5)
CASE(peer_process_in_one_process, windows, 5)
CASE(peer_process_errors, windows, 5)
CASE(control_of_waiting, windows, 5)

/* FILE extensions: extension functions */
CASE(extensions_of_tcp_for_unix, windows, 5)
CASE(extensions_of_unix_for_tcp, windows, 5)
CASE(extensions_to_disconnect, windows, 5)
CASE(extensions_that_are_none, windows, 5)

/* FILE ending: shutdown() and closesocket() */
CASE(shutdown_of_sending, windows, 5)
CASE(shutdown_of_receiving, windows, 5)
CASE(shutdown_of_both, windows, 5)
CASE(shutdown_errors, windows, 5)
CASE(shutdown_by_disconnect, windows, 5)
CASE(close_with_unread_data, windows, 5)
CASE(close_with_linger_of_no_time, windows, 5)
CASE(close_while_the_peer_sends, windows, 10)
CASE(close_before_accept, windows, 5)
CASE(close_of_a_listener, windows, 5)
CASE(close_ends_a_receive, windows, 5)
CASE(close_by_CloseHandle, windows, 5)
HELPER(client_that_ends)
CASE(close_by_the_end_of_a_process, windows, 5)

/* FILE overlapped: overlapped transfers */
CASE(overlapped_and_port, windows, 5)
CASE(overlapped_and_event, windows, 5)
CASE(overlapped_and_routine, windows, 5)
CASE(overlapped_of_files, windows, 5)
CASE(overlapped_in_parts, windows, 5)

/* FILE messages: WSASendMsg() and WSARecvMsg() */
CASE(messages_without_handles, windows, 5)
CASE(messages_wrong_arguments, windows, 5)
CASE(messages_wrong_rows, windows, 5)
CASE(messages_of_the_internet, windows, 5)
CASE(messages_that_are_not_sent, windows, 5)
CASE(messages_without_enough_room, windows, 5)
CASE(messages_wait_for_room, windows, 5)
CASE(messages_peeked_at, windows, 5)
CASE(messages_and_flags, windows, 5)

/* FILE messages_room: how they wait for room */
CASE(messages_under_way, windows, 5)
CASE(messages_and_time, windows, 5)
CASE(messages_sent_again, windows, 20)
HELPER(one_that_takes_no_handles)
CASE(messages_to_one_that_is_killed, windows, 10)

/* FILE messages_told: how they tell that they are over */
CASE(messages_and_event, windows, 5)
CASE(messages_and_port, windows, 5)
CASE(messages_and_routine, windows, 5)
CASE(messages_in_order, windows, 5)
CASE(messages_in_order_at_once, windows, 10)
CASE(messages_outlive_a_thread, windows, 5)
CASE(messages_cancelled, windows, 5)
CASE(messages_end_with_closesocket, windows, 5)

/* FILE passed: what they pass */
CASE(passed_file, windows, 5)
CASE(passed_connection, windows, 5)
CASE(passed_listener, windows, 5)
CASE(passed_before_use, windows, 5)
CASE(passed_socket_of_the_internet, windows, 5)
CASE(passed_with_its_way_to_wait, windows, 5)
CASE(passed_and_never_taken, windows, 5)
CASE(passed_and_peeked_at, windows, 5)
CASE(passed_over_itself, windows, 5)
CASE(passed_while_in_use, windows, 5)
HELPER(taker_of_handles)
CASE(passed_to_another_process, windows, 5)
HELPER(giver_of_handles)
CASE(passed_by_one_that_was_killed, windows, 5)

/* FILE afd: polling by the driver itself */
CASE(afd_polling, windows, 5)

/* FILE duplicates: WSADuplicateSocket */
CASE(duplicate_for_oneself, windows, 5)
CASE(duplicate_in_bytes, windows, 5)
CASE(duplicate_taken_twice, windows, 5)
CASE(duplicate_errors, windows, 5)
CASE(duplicate_before_use, windows, 5)
CASE(duplicate_of_a_bound_client, windows, 5)
CASE(duplicate_of_a_listener, windows, 5)

/* FILE duplicates_children: WSADuplicateSocket and children */
HELPER(owner_of_a_duplicate)
CASE(duplicate_of_a_connection_for_a_child, windows, 5)
CASE(duplicate_closed_by_a_child, windows, 5)
CASE(duplicate_of_a_listener_for_a_child, windows, 5)
CASE(duplicate_of_a_listener_killed_with_a_child, windows, 5)
HELPER(giver_of_a_listener)
CASE(duplicate_outlives_its_giver, windows, 5)
CASE(duplicate_never_taken, windows, 5)

/* FILE strangers: who has not read the file */
CASE(stranger_and_accept_that_waits, windows, 5)
CASE(stranger_and_accept_that_does_not_wait, windows, 5)
CASE(stranger_and_events, windows, 5)
CASE(stranger_wakes_nobody, windows, 5)
CASE(stranger_that_goes_at_once, windows, 5)

/* FILE crowd: many at a time */
CASE(crowd_of_threads, windows, 20)
CASE(crowd_at_a_port, windows, 20)
CASE(crowd_leaves_no_handle, windows, 20)
CASE(crowd_of_failures_leaves_no_handle, windows, 20)

/* FILE internet: sockets of other families */
HELPER(calls_of_other_families)
CASE(internet_socket_of_a_number_that_was_ours, windows, 5)
CASE(internet_number_that_becomes_ours, windows, 5)

/* FILE startup: WSAStartup() and WSACleanup() */
CASE(startup_is_needed, windows, 5)
CASE(cleanup_ends_sockets, windows, 5)
CASE(cleanup_of_one_of_two, windows, 5)

/* FILE posix: the other end has the POSIX face */
CASE(posix_server_and_data, windows, 20)
CASE(posix_client_and_data, windows, 20)
CASE(posix_server_and_halves, windows, 20)
CASE(posix_client_and_halves, windows, 20)
CASE(posix_half_close_is_answered, windows, 20)
CASE(posix_poll, windows, 20)
CASE(posix_unread_at_a_close, windows, 20)
CASE(posix_unread_at_its_close, windows, 20)
CASE(posix_peer_is_killed, windows, 20)
HELPER(client_of_a_posix_server)
CASE(posix_kills_seen, windows, 20)
CASE(posix_kills_with_bytes_unread, windows, 20)
CASE(posix_kills_before_accept, windows, 20)
CASE(posix_client_closes_before_accept, windows, 20)

/* FILE posix_passed: handles, and the other end has the POSIX face */
CASE(posix_server_passes, windows, 20)
CASE(posix_client_passes, windows, 20)
CASE(posix_passes_what_winsock_has_not, windows, 20)
CASE(posix_passes_when_full, windows, 20)
CASE(posix_server_takes, windows, 20)
CASE(posix_client_takes, windows, 20)
