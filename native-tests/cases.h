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
CASE(connect_to_a_name_that_changed_hands, oracle, 10)
CASE(connect_twice, oracle, 5)
CASE(connect_a_listener, oracle, 5)
CASE(connect_wrong_addresses, oracle, 5)
CASE(connect_order_is_accept_order, oracle, 5)
CASE(connect_to_abstract_name_of_nobody, oracle, 5)
CASE(connect_ignores_what_follows_the_name, oracle, 5)

/* FILE listen: listen() and its backlog */
CASE(listen_unbound, oracle, 5)
CASE(listen_again, oracle, 5)
CASE(listen_connected, oracle, 5)
CASE(listen_any_backlog, oracle, 5)
CASE(listen_takes_as_many_as_it_says, oracle, 5)
CASE(listen_full_backlog_nonblocking, oracle, 5)
CASE(listen_full_backlog_blocking, oracle, 5)
CASE(listen_full_backlog_timeout, oracle, 5)
CASE(listen_closed_while_a_client_waits, oracle, 5)

/* FILE accept: accept() and accept4() */
CASE(accept_in_wrong_state, oracle, 5)
CASE(accept_unnamed_client, oracle, 5)
CASE(accept_named_client, oracle, 5)
CASE(accept_short_buffer, oracle, 5)
CASE(accept_no_buffer, oracle, 5)
CASE(accept_bad_buffer, oracle, 5)
CASE(accept4_flags, oracle, 5)
CASE(accept_inherits_nothing, oracle, 5)
CASE(accept_client_that_is_gone, oracle, 5)
CASE(accept_client_that_shut_down, oracle, 5)
CASE(accept_queue_is_lost_with_the_listener, oracle, 5)
CASE(accept_waits_for_a_client, oracle, 5)
CASE(accept_in_many_threads, oracle, 5)
CASE(accept_timeout, oracle, 5)

/* FILE names: getsockname() and getpeername() */
CASE(names_before_a_connection, oracle, 5)
CASE(names_of_a_connection, oracle, 5)
CASE(names_of_a_bound_client, oracle, 5)
CASE(names_are_kept_as_given, oracle, 5)
CASE(names_outlive_the_file, oracle, 5)
CASE(names_outlive_the_peer, oracle, 5)
CASE(names_after_shutdown, oracle, 5)
CASE(names_after_failed_connect, oracle, 5)
CASE(names_in_buffers_of_every_size, oracle, 5)
CASE(names_bound_without_nul, oracle, 5)

/* FILE stream: send(), recv() and their kin */
CASE(stream_has_no_boundaries, oracle, 5)
CASE(stream_peek, oracle, 5)
CASE(stream_waitall, oracle, 5)
CASE(stream_zero_lengths, oracle, 5)
CASE(stream_not_connected, oracle, 5)
CASE(stream_sendto_addresses, oracle, 5)
CASE(stream_recvfrom_addresses, oracle, 5)
CASE(stream_null_buffers, oracle, 5)
CASE(stream_read_and_write, oracle, 5)
CASE(stream_vectors, oracle, 5)
CASE(stream_vectors_limits, oracle, 5)
CASE(stream_receive_timeout, oracle, 5)
CASE(stream_send_timeout, oracle, 5)
CASE(stream_sends_while_receiving, oracle, 5)

/* FILE stream_ends: how a connection ends */
CASE(stream_send_to_closed_peer, oracle, 5)
CASE(stream_ends_for_every_call, oracle, 5)
CASE(stream_data_before_the_end, oracle, 5)
CASE(stream_reset_by_unread_data, oracle, 5)
CASE(stream_reset_comes_before_data, oracle, 5)

/* FILE message: sendmsg(), recvmsg(), sendmmsg() and recvmmsg() */
CASE(message_moves_all_parts, oracle, 5)
CASE(message_without_parts, oracle, 5)
CASE(message_names_its_sender, oracle, 5)
CASE(message_to_an_address, oracle, 5)
CASE(message_limits, oracle, 5)
CASE(message_to_no_memory, oracle, 5)
CASE(message_waits_for_all, oracle, 5)
CASE(message_larger_than_any_buffer, oracle, 10)
CASE(message_many_at_once, oracle, 5)

/* FILE control_data: ancillary data of a message */
CASE(message_control_data, oracle, 5)
CASE(message_control_macros, oracle, 5)

/* FILE flags: the flags of send() and recv() */
CASE(flags_that_change_nothing, oracle, 5)
CASE(flags_peek_and_wait_for_all, oracle, 5)
CASE(flags_wait_for_all_has_one_time, oracle, 5)
CASE(flags_peek_waits_on_tcp, oracle, 5)
CASE(flags_truncating_a_stream, oracle, 5)
CASE(flags_least_to_receive, oracle, 5)
CASE(flags_wait_for_all_takes_the_reset, oracle, 5)
CASE(flags_out_of_band_on_tcp, oracle, 5)
CASE(flags_nagle_is_the_programs, oracle, 5)

/* FILE nonblocking: every way of not waiting */
CASE(nonblocking_connect_is_complete, oracle, 5)
CASE(nonblocking_connect_errors, oracle, 5)
CASE(nonblocking_accept, oracle, 5)
CASE(nonblocking_switches, oracle, 5)
CASE(nonblocking_reads_what_is_there, oracle, 5)
CASE(nonblocking_send_until_full, oracle, 10)
CASE(nonblocking_transfer_in_one_thread, oracle, 10)

/* FILE select: select() */
CASE(select_states, oracle, 5)
CASE(select_unconnected, oracle, 5)
CASE(select_timeout, oracle, 5)
CASE(select_without_timeout_waits, oracle, 5)
CASE(select_waits_for_a_client, oracle, 5)
CASE(select_many_in_both_directions, oracle, 5)
CASE(select_count, oracle, 5)
CASE(select_errors, oracle, 5)
CASE(select_full_socket_is_not_writable, oracle, 5)

/* FILE poll: poll() */
CASE(poll_states, oracle, 5)
CASE(poll_unconnected, oracle, 5)
CASE(poll_peer_shut_down_writing, oracle, 5)
CASE(poll_peer_closed, oracle, 5)
CASE(poll_peer_closed_with_unread_data, oracle, 5)
CASE(poll_own_shutdown, oracle, 5)
CASE(poll_bad_descriptors, oracle, 5)
CASE(poll_same_socket_twice, oracle, 5)
CASE(poll_timeout, oracle, 5)
CASE(poll_many, oracle, 5)
CASE(poll_is_woken, oracle, 5)
CASE(poll_is_woken_by_a_client, oracle, 5)
CASE(poll_normal_and_band, oracle, 5)

/* FILE timed_waits: ppoll(), pselect() and more than FD_SETSIZE */
CASE(timed_ppoll, oracle, 5)
CASE(timed_pselect, oracle, 5)
CASE(timed_more_than_a_thousand_descriptors, oracle, 10)

/* FILE shutdown: shutdown() */
CASE(shutdown_writing, oracle, 5)
CASE(shutdown_reading, oracle, 5)
CASE(shutdown_both, oracle, 5)
CASE(shutdown_again_and_again, oracle, 5)
CASE(shutdown_errors, oracle, 5)
CASE(shutdown_before_connect, oracle, 5)
CASE(shutdown_wakes_recv, oracle, 5)
CASE(shutdown_wakes_recvmsg, oracle, 5)
CASE(shutdown_wakes_accept, oracle, 5)
CASE(shutdown_wakes_send, oracle, 5)
CASE(shutdown_by_closing_wakes_the_peer, oracle, 5)

/* FILE descriptors: fcntl(), ioctl(), dup() and dup2() */
CASE(fcntl_status_flags, oracle, 5)
CASE(fcntl_descriptor_flags, oracle, 5)
CASE(fcntl_duplicates, oracle, 5)
CASE(fcntl_unknown_command, oracle, 5)
CASE(ioctl_bytes_to_read, oracle, 5)
CASE(ioctl_errors, oracle, 5)
CASE(ioctl_switches, oracle, 5)
CASE(dup_is_the_same_socket, oracle, 5)
CASE(dup_shares_status_flags, oracle, 5)
CASE(dup_lives_until_the_last_is_closed, oracle, 5)
CASE(dup_shutdown_hits_all, oracle, 5)
CASE(dup_of_a_new_socket, oracle, 5)
CASE(dup_takes_the_lowest_number, oracle, 5)
CASE(dup2_replaces_a_socket, oracle, 5)
CASE(dup2_onto_free_and_same_numbers, oracle, 5)
CASE(dup3_of_sockets_and_files, oracle, 5)
CASE(dup2_between_files_and_sockets, oracle, 5)
CASE(dup_close_one_while_the_other_waits, oracle, 5)

/* FILE socketpair: socketpair() */
CASE(socketpair_talks_both_ways, oracle, 5)
CASE(socketpair_names, oracle, 5)
CASE(socketpair_flags, oracle, 5)
CASE(socketpair_errors, oracle, 5)
CASE(socketpair_many, oracle, 5)

/* FILE options: getsockopt() and setsockopt() */
CASE(options_that_tell, oracle, 5)
CASE(options_that_cannot_be_set, oracle, 5)
CASE(options_switches, oracle, 5)
CASE(options_reuse_address, oracle, 5)
CASE(options_buffers, oracle, 5)
CASE(options_timeouts, oracle, 5)
CASE(options_linger, oracle, 5)
CASE(options_for_nothing, oracle, 5)
CASE(options_of_internet_sockets, oracle, 5)
CASE(options_unknown, oracle, 5)
CASE(options_sizes_and_pointers, oracle, 5)

/* FILE transfer: much data */
CASE(transfer_both_ways_at_once, oracle, 10)
CASE(transfer_in_one_call, oracle, 10)
CASE(transfer_received_in_one_call, oracle, 10)
CASE(transfer_byte_by_byte, oracle, 10)
CASE(transfer_ping_pong, oracle, 10)
CASE(transfer_close_loses_nothing, oracle, 10)
CASE(transfer_close_before_accept_loses_nothing, oracle, 10)
CASE(transfer_close_is_delivered_every_time, oracle, 10)
HELPER(send_close_exit)
HELPER(send_exit)

/* FILE paths: the names of sockets */
CASE(paths_relative, oracle, 5)
CASE(paths_after_change_of_directory, oracle, 5)
CASE(paths_not_ascii, oracle, 5)
CASE(paths_of_107_bytes, oracle, 5)
CASE(paths_of_108_bytes, oracle, 5)
CASE(paths_in_a_deep_directory, oracle, 5)
CASE(paths_of_impossible_names, oracle, 5)

/* FILE families: AF_INET and AF_INET6 beside AF_UNIX */
CASE(families_internet_stream, oracle, 5)
CASE(families_internet6_stream, oracle, 5)
CASE(families_internet_datagrams, oracle, 5)
CASE(families_together, oracle, 5)
CASE(families_internet_connect_in_progress, oracle, 5)
CASE(families_internet_refused, oracle, 5)
CASE(families_options, oracle, 5)
CASE(families_descriptors, oracle, 5)
CASE(families_internet_refused_in_progress, oracle, 5)
CASE(families_internet_reuse_address, oracle, 5)

/* FILE plain_files: descriptors that aren't sockets */
CASE(files_read_and_write, oracle, 5)
CASE(files_vectors, oracle, 5)
CASE(files_duplicates, oracle, 5)
CASE(files_are_always_ready, oracle, 5)
CASE(files_flags, oracle, 5)
CASE(files_and_sockets_in_turns, oracle, 5)

/* FILE datagrams: datagrams of AF_INET */
CASE(datagrams_in_parts, oracle, 5)
CASE(datagrams_that_are_cut, oracle, 5)
CASE(datagrams_that_are_too_long, oracle, 5)
CASE(datagrams_to_wrong_addresses, oracle, 5)
CASE(datagrams_many_at_once, oracle, 5)
CASE(datagrams_and_bad_pointers, oracle, 5)
CASE(datagrams_time_out, oracle, 5)
CASE(datagrams_to_nobody, oracle, 5)
CASE(datagrams_to_no_family, oracle, 5)
CASE(datagrams_shut_down_without_a_peer, oracle, 5)

/* FILE credentials: SO_PEERCRED and getpeereid() */
CASE(credentials_of_pairs_and_connections, oracle, 5)
CASE(credentials_of_a_pair_that_is_led_away, oracle, 5)
CASE(credentials_without_a_peer, oracle, 5)
CASE(credentials_of_wrong_arguments, oracle, 5)
CASE(credentials_getpeereid, oracle, 5)
CASE(credentials_of_other_processes, oracle, 5)
CASE(credentials_are_inherited, oracle, 5)
HELPER(credentials_peer)
HELPER(credentials_child)

/* FILE credentials_messages: SCM_CREDENTIALS and SO_PASSCRED */
CASE(passcred_is_an_option, oracle, 5)
CASE(passcred_attaches_credentials, oracle, 5)
CASE(passcred_set_late, oracle, 5)
CASE(passcred_before_accept, oracle, 5)
CASE(passcred_explicit, oracle, 5)
CASE(passcred_of_somebody_else, oracle, 5)
CASE(passcred_without_room, oracle, 5)
CASE(passcred_with_rights, oracle, 5)
CASE(passcred_of_two_processes, posix, 5)
CASE(passcred_in_wrong_headers, oracle, 5)
HELPER(passcred_other)
HELPER(passcred_child)

/* FILE credentials_wrong: wrong credentials among other control data */
CASE(passcred_in_wrong_rows, oracle, 5)

/* FILE credentials_roles: credentials of who listens, who accepts and who sends */
CASE(credentials_of_who_listens_and_who_sends, oracle, 5)
CASE(credentials_of_who_listens_last, oracle, 5)
CASE(passcred_is_inherited_by_accept, oracle, 5)
HELPER(credentials_accepter)
HELPER(credentials_second_listener)

/* FILE abstract_names: names without a file */
CASE(abstract_connections, oracle, 5)
CASE(abstract_datagrams, oracle, 5)
CASE(abstract_names_are_exact, oracle, 5)
CASE(abstract_names_of_every_length, oracle, 5)
CASE(abstract_names_go_with_their_socket, oracle, 5)
CASE(abstract_names_of_each_type, oracle, 5)
CASE(abstract_names_of_other_processes, oracle, 5)
CASE(abstract_names_are_no_files, oracle, 5)
HELPER(abstract_holder)

/* FILE abstract_sharing: abstract names in several processes */
CASE(abstract_names_are_inherited, oracle, 5)
CASE(abstract_names_of_a_killed_heir, oracle, 5)
HELPER(abstract_heir)

/* FILE autobind: names that the system chooses */
CASE(autobind_chooses_a_name, oracle, 5)
CASE(autobind_again, oracle, 5)
CASE(autobind_many, oracle, 5)
CASE(autobind_by_passcred, oracle, 5)
CASE(autobind_by_passcred_and_connect, oracle, 5)
/* FILE rights_kinds: what can be passed with SCM_RIGHTS */
CASE(rights_of_pipes, oracle, 5)
CASE(rights_of_files, oracle, 5)
CASE(rights_of_connections, oracle, 5)
CASE(rights_of_listeners_and_fresh_sockets, oracle, 5)
CASE(rights_of_internet_sockets, oracle, 5)
CASE(rights_share_the_state, oracle, 5)
CASE(rights_several_at_once, oracle, 5)
CASE(rights_by_name, oracle, 5)

/* FILE rights_stream: descriptors and the position in a stream */
CASE(stream_rights_stop_a_receive, oracle, 5)
CASE(stream_rights_in_pieces, oracle, 5)
CASE(stream_rights_and_waitall, oracle, 5)
CASE(stream_rights_and_plain_reads, oracle, 5)
CASE(stream_rights_are_peeked, oracle, 5)
CASE(stream_rights_are_no_bytes, oracle, 5)
CASE(stream_rights_without_their_bytes, oracle, 5)
CASE(stream_rights_wake_a_receive, oracle, 5)
CASE(stream_rights_with_much_data, oracle, 5)
CASE(stream_rights_when_full, oracle, 5)
CASE(message_rights_are_of_their_message, oracle, 5)

/* FILE rights_limits: how many descriptors, and too little room for them */
CASE(rights_as_many_as_there_can_be, oracle, 5)
CASE(rights_in_several_headers, oracle, 5)
CASE(rights_without_room, oracle, 5)
CASE(rights_and_control_lengths, oracle, 5)
CASE(rights_are_dropped_by_plain_receives, oracle, 5)
CASE(rights_in_several_messages_at_once, oracle, 5)

/* FILE rights_wrong: wrong arguments with SCM_RIGHTS */
CASE(rights_of_nothing_open, oracle, 5)
CASE(rights_and_which_error_wins, oracle, 5)
CASE(rights_of_a_message_that_fails, oracle, 5)
CASE(rights_in_wrong_headers, oracle, 5)
CASE(rights_through_internet_sockets, oracle, 5)
CASE(rights_beyond_the_table, oracle, 5)

/* FILE rights_lifetime: descriptors on their way */
CASE(rights_outlive_their_sender, oracle, 5)
CASE(rights_end_with_their_receiver, oracle, 5)
CASE(rights_keep_a_connection, oracle, 5)
CASE(rights_keep_a_listener, oracle, 5)
CASE(rights_keep_a_datagram_receiver, oracle, 5)
CASE(rights_within_rights, oracle, 5)
CASE(rights_of_the_carrier_itself, oracle, 5)
CASE(rights_in_a_circle, oracle, 5)

/* FILE rights_processes: descriptors for other processes */
CASE(rights_there_and_back, oracle, 10)
CASE(rights_die_with_their_receiver, oracle, 10)
CASE(rights_outlive_a_process, oracle, 5)
CASE(rights_to_and_from_a_child, oracle, 5)
CASE(rights_for_workers, oracle, 10)
HELPER(rights_taker)
HELPER(rights_giver)
HELPER(rights_child)
HELPER(rights_worker)

/* FILE rights_shared: descriptors on connections that several processes have */
CASE(rights_for_a_child_alone, oracle, 10)
CASE(rights_of_a_listener_for_a_child_alone, oracle, 5)
CASE(rights_for_a_killed_child, oracle, 10)
CASE(rights_outlive_a_parent, oracle, 10)
CASE(rights_of_one_that_connects_meanwhile, oracle, 5)
CASE(rights_of_one_that_is_written_to_meanwhile, oracle, 5)
HELPER(rights_leaver)
HELPER(rights_heir)
HELPER(rights_host)
HELPER(rights_orphan)
HELPER(rights_launcher)

/* FILE rights_turns: descriptors where several send and receive at the same time */
CASE(rights_that_cross, oracle, 10)
CASE(rights_beside_a_blocked_sender, oracle, 10)
CASE(rights_after_a_killed_sender, oracle, 10)
CASE(rights_for_several_readers, oracle, 10)
HELPER(rights_flooder)
HELPER(rights_sorter)

/* FILE rights_steady: a hundred thousand messages with descriptors */
CASE(rights_steady_messages, oracle, 30)
CASE(rights_steady_sockets, oracle, 15)
CASE(rights_steady_between_processes, oracle, 15)
CASE(rights_steady_threads, oracle, 15)
HELPER(rights_sink)

/* FILE dgram_names: datagrams of AF_UNIX: names, connect(), and who may send to whom */
CASE(dgram_is_sent_to_a_name, oracle, 5)
CASE(dgram_names_in_short_buffers, oracle, 5)
CASE(dgram_connects, oracle, 5)
CASE(dgram_only_the_peer_may_send, oracle, 5)
CASE(dgram_changes_its_peer, oracle, 5)
CASE(dgram_turns_from_a_flood, oracle, 5)
CASE(dgram_talks_to_itself, oracle, 5)
CASE(dgram_to_wrong_names, oracle, 5)
CASE(dgram_peer_without_a_name, oracle, 5)
CASE(dgram_needs_the_right_to_the_file, posix, 5)

/* FILE dgram_data: messages of AF_UNIX: boundaries, lengths and parts */
CASE(messages_have_boundaries, oracle, 5)
CASE(messages_of_no_bytes, oracle, 5)
CASE(messages_are_cut, oracle, 5)
CASE(messages_are_peeked, oracle, 5)
CASE(messages_are_counted, oracle, 5)
CASE(messages_in_parts, oracle, 5)
CASE(messages_many_at_once, oracle, 5)
CASE(messages_and_flags, oracle, 5)
CASE(messages_and_bad_pointers, oracle, 5)

/* FILE dgram_sizes: messages of AF_UNIX: how large they are */
CASE(sizes_of_messages, oracle, 5)
CASE(sizes_have_a_limit, oracle, 5)
CASE(sizes_and_other_errors, oracle, 5)
CASE(sizes_of_many_messages, oracle, 10)

/* FILE dgram_pressure: a receiver that is full */
CASE(pressure_nonblocking_sender, oracle, 5)
CASE(pressure_in_a_pair, oracle, 5)
CASE(pressure_time_limits, oracle, 5)
CASE(pressure_blocking_senders_wait, oracle, 5)
CASE(pressure_the_receiver_goes, oracle, 5)
CASE(pressure_wakes_poll_and_select, oracle, 5)
CASE(pressure_on_several_messages, oracle, 5)
CASE(pressure_on_a_newcomer, oracle, 5)
CASE(pressure_close_waits_for_nobody, oracle, 5)

/* FILE dgram_load: many senders, and nothing is lost */
CASE(load_of_threads, oracle, 10)
CASE(load_of_processes, oracle, 10)
CASE(load_is_shared_by_receivers, oracle, 10)
CASE(load_of_pollers, oracle, 10)
HELPER(load_sender)

/* FILE dgram_ends: datagrams of AF_UNIX: how it ends */
CASE(dgram_shut_down_without_a_peer, oracle, 5)
CASE(dgram_shut_down_in_a_pair, oracle, 5)
CASE(dgram_shut_down_wakes_receivers, oracle, 5)
CASE(dgram_peer_is_gone, oracle, 5)
CASE(dgram_refused_by_its_peer_forgets, oracle, 5)
CASE(dgram_keeps_its_reset, oracle, 5)
CASE(dgram_shut_down_wakes_senders, oracle, 5)
CASE(dgram_pair_loses_an_end, oracle, 5)
CASE(dgram_lives_with_its_last_descriptor, oracle, 5)
CASE(dgram_poll_and_select_states, oracle, 5)
CASE(dgram_wakes_poll, oracle, 5)
CASE(dgram_does_not_listen, oracle, 5)

/* FILE seqpacket: connections with messages */
CASE(seqpacket_connects, oracle, 5)
CASE(seqpacket_without_a_peer, oracle, 5)
CASE(seqpacket_keeps_its_peer, oracle, 5)
CASE(seqpacket_to_wrong_names, oracle, 5)
CASE(seqpacket_backlog, oracle, 5)
CASE(seqpacket_accept_waits, oracle, 5)
CASE(seqpacket_between_processes, oracle, 5)
HELPER(seqpacket_server)

/* FILE seqpacket_ends: how a connection with messages ends */
CASE(seqpacket_closed_peer, oracle, 5)
CASE(seqpacket_shut_down, oracle, 5)
CASE(seqpacket_reads_no_more, oracle, 5)
CASE(seqpacket_reset_by_unread_messages, oracle, 5)
CASE(seqpacket_ends_wake_waiters, oracle, 5)
CASE(seqpacket_poll_and_select_states, oracle, 5)
CASE(seqpacket_names_outlive_the_peer, oracle, 5)

/* FILE socketpair_types: socketpair() for every type */
CASE(pairs_of_every_type, oracle, 5)
CASE(pairs_have_no_names, oracle, 5)
CASE(pairs_with_flags, oracle, 5)
CASE(pairs_can_be_bound, oracle, 5)
CASE(pairs_are_inherited, oracle, 5)
CASE(pairs_of_raw_sockets, oracle, 5)
CASE(pairs_wrong_in_two_ways, oracle, 5)
HELPER(pair_child)

/* FILE messages_shared: sockets with messages in several processes */
CASE(shared_datagram_receiver, oracle, 5)
CASE(shared_senders, oracle, 10)
CASE(shared_packet_listener, oracle, 5)
CASE(shared_sender_polls, oracle, 10)
HELPER(shared_receiver)
HELPER(shared_sender)
HELPER(shared_acceptor)
HELPER(shared_impatient)

/* FILE dgram_senders: senders that come and go */
CASE(senders_that_have_left, oracle, 5)
CASE(senders_take_turns, oracle, 5)
CASE(senders_leave_nothing, oracle, 15)
CASE(senders_with_many_receivers, oracle, 10)
HELPER(senders_one)

/* FILE types_wrong: wrong arguments with sockets of every type */
CASE(types_wrong_addresses, oracle, 5)
CASE(types_wrong_sendto, oracle, 5)
CASE(types_connect_to_no_family, oracle, 5)
CASE(types_names_of_108_bytes, oracle, 5)
CASE(types_options, oracle, 5)

/* FILE types_death: a process dies with messages on their way */
CASE(death_of_a_sender_of_messages, oracle, 5)
CASE(death_of_a_busy_sender, oracle, 5)
CASE(death_of_a_receiver_of_messages, oracle, 5)
CASE(death_of_a_silent_peer, oracle, 5)
HELPER(types_mortal_sender)
HELPER(types_busy_sender)
HELPER(types_mortal_receiver)

/* FILE pipes: pipe() and pipe2() */
CASE(pipes_carry_bytes, oracle, 5)
CASE(pipes_in_parts, oracle, 5)
CASE(pipes_without_a_reader, oracle, 5)
CASE(pipes_that_do_not_block, oracle, 5)
CASE(pipes_flags, oracle, 5)
CASE(pipes_polled, oracle, 5)
CASE(pipes_selected, oracle, 5)
CASE(pipes_wake_poll, oracle, 5)
CASE(pipes_larger_than_themselves, oracle, 10)
CASE(pipes_share_numbers_with_sockets, oracle, 5)
CASE(pipes_replaced_while_read, oracle, 5)

/* FILE inet: inet_pton() and its kin */
CASE(inet_pton_of_ipv4, oracle, 5)
CASE(inet_pton_of_ipv6, oracle, 5)
CASE(inet_ntop_sizes, oracle, 5)
CASE(inet_unknown_families, oracle, 5)
CASE(inet_aton_forms, oracle, 5)
CASE(inet_ntoa_is_rewritten, oracle, 5)
CASE(inet_kinds_of_addresses, oracle, 5)

/* FILE netdb: getaddrinfo() */
CASE(netdb_numbers, oracle, 5)
CASE(netdb_kinds_of_sockets, oracle, 5)
CASE(netdb_this_machine, oracle, 5)
CASE(netdb_localhost, oracle, 5)
CASE(netdb_canonical_names_of_numbers, oracle, 5)
CASE(netdb_scopes, oracle, 5)
CASE(netdb_services, oracle, 5)
CASE(netdb_errors, oracle, 5)
CASE(netdb_answers_can_be_used, oracle, 5)
CASE(netdb_parts_of_a_list_are_freed, oracle, 5)
CASE(netdb_errors_have_texts, oracle, 5)

/* FILE netdb_names: getnameinfo() and the calls before it */
CASE(netdb_name_of_numbers, oracle, 5)
CASE(netdb_name_of_services, oracle, 5)
CASE(netdb_name_of_this_machine, oracle, 5)
CASE(netdb_name_sizes, oracle, 5)
CASE(netdb_name_errors, oracle, 5)
CASE(netdb_name_of_unix_sockets, oracle, 5)
CASE(netdb_own_name, oracle, 5)
CASE(netdb_host_by_name, oracle, 5)
CASE(netdb_host_by_address, oracle, 5)
CASE(netdb_services_by_name_and_port, oracle, 5)
CASE(netdb_protocols, oracle, 5)
CASE(netdb_h_errno_is_the_threads, oracle, 5)

/* FILE file_types: stat() and what else tells or removes files */
CASE(stat_of_sockets, oracle, 5)
CASE(stat_of_a_socket_says_who_may_connect, oracle, 5)
CASE(stat_of_other_files, oracle, 5)
CASE(stat_errors, oracle, 5)
CASE(fstat_of_descriptors, oracle, 5)
CASE(isfdtype_tells, oracle, 5)
CASE(isatty_of_descriptors, oracle, 5)
CASE(unlink_sockets_and_files, oracle, 5)
CASE(stat_is_a_function, oracle, 5)

/* FILE file_sizes: stat() with 64-bit sizes */
CASE(stat_of_large_files, oracle, 5)

/* FILE messages: err() and warn() */
CASE(messages_of_warn, oracle, 5)
CASE(messages_of_err, oracle, 5)
CASE(messages_of_sockets, oracle, 5)
HELPER(message)

/* FILE badfile: files that are no sockets */
CASE(badfile_garbage, oracle, 5)
CASE(badfile_of_four_gigabytes, oracle, 5)
CASE(badfile_in_place_of_a_socket, oracle, 5)
CASE(badfile_directories, oracle, 5)

/* FILE pointers: odd addresses, and no memory */
CASE(pointers_misaligned, oracle, 5)
CASE(pointers_to_no_memory_for_data, oracle, 5)
CASE(pointers_to_no_memory_for_addresses, oracle, 5)

/* FILE wrong_connections: wrong arguments of bind(), connect(), names and options */
CASE(wrong_bind, oracle, 10)
CASE(wrong_connect, oracle, 10)
CASE(wrong_listen_and_accept, oracle, 10)
CASE(wrong_names, oracle, 10)
CASE(wrong_options, oracle, 10)

/* FILE wrong_data: wrong arguments of all that reads and writes */
CASE(wrong_reads_and_writes, oracle, 10)
CASE(wrong_vectors, oracle, 10)
CASE(wrong_sends, oracle, 10)
CASE(wrong_receives, oracle, 10)
CASE(wrong_messages_sent, oracle, 10)
CASE(wrong_messages_received, oracle, 10)

/* FILE wrong_descriptors: wrong arguments of fcntl(), ioctl(), dup() and close() */
CASE(wrong_controls, oracle, 10)
CASE(wrong_duplicates, oracle, 10)
CASE(wrong_closes, oracle, 10)
CASE(wrong_calls_that_make_descriptors, oracle, 5)
CASE(wrong_waits, oracle, 5)

/* FILE interrupts: signals and Ctrl+C */
CASE(interrupts_recv, oracle, 5)
CASE(interrupts_messages, oracle, 5)
CASE(interrupts_accept, oracle, 5)
CASE(interrupts_connect, oracle, 5)
CASE(interrupts_poll_and_select, oracle, 5)
CASE(interrupts_send, oracle, 5)

/* FILE signals: what a program says of signals */
CASE(signals_sigpipe_is_ignored, oracle, 5)
CASE(signals_are_remembered, oracle, 5)
CASE(signals_keep_their_handler, oracle, 5)
CASE(signals_to_oneself, oracle, 5)
CASE(signals_in_sets, oracle, 5)
CASE(signals_with_wrong_numbers, oracle, 5)

/* FILE threads: many at the same time */
CASE(threads_each_with_a_connection, oracle, 10)
CASE(threads_sharing_a_socket, oracle, 10)
CASE(threads_closing_what_others_use, oracle, 20)
CASE(threads_connect_and_accept, oracle, 10)

/* FILE threads_random: random calls */
CASE(threads_random_calls, oracle, 10)

/* FILE seed: the rows S1 to S10 of the handshake's table */
CASE(s01_two_clients_one_slow_server, oracle, 20)
CASE(s02_nobody_waits, oracle, 5)
CASE(s03_clients_are_told_apart, oracle, 5)
CASE(s04_connect_checks_the_server, oracle, 10)
CASE(s05_accept_goes_on_to_the_next, oracle, 5)
CASE(s06_write_and_close_before_accept, oracle, 5)
CASE(s07_close_does_not_wait_for_accept, oracle, 5)
CASE(s08_duplicates, oracle, 5)
CASE(s09_nonblocking_connect_finished_by_anything, oracle, 5)
CASE(s10_accept_is_polled, oracle, 5)
HELPER(asking_client)
HELPER(listening_server)
HELPER(mute_client)

/* FILE seed_ends: the rows S11 to S15 */
CASE(s11_names_on_both_ends, oracle, 5)
CASE(s12_families_do_not_mix, oracle, 5)
CASE(s13_only_socket_files, oracle, 5)
CASE(s14_threads, oracle, 10)
CASE(s15_every_style, oracle, 15)
HELPER(named_client)
HELPER(styled_client)

/* FILE death: a side dies */
CASE(death_of_server_after_bind, oracle, 5)
CASE(death_of_server_after_listen, oracle, 5)
CASE(death_of_server_with_queued_clients, oracle, 5)
CASE(death_of_server_wakes_queued_clients, oracle, 5)
CASE(death_of_server_after_accept, oracle, 5)
CASE(death_of_server_with_unread_data, oracle, 5)
CASE(death_of_client_before_connect, oracle, 5)
CASE(death_of_client_before_accept, oracle, 5)
CASE(death_of_many_clients_before_accept, oracle, 10)
CASE(death_of_client_after_accept, oracle, 5)
CASE(death_of_client_with_unread_data, oracle, 5)
CASE(death_of_server_wakes_waiting_connect, oracle, 5)
HELPER(mortal_server)
HELPER(mortal_client)

/* FILE leaving: programs that end without closing */
CASE(leaving_gives_EPIPE_at_once, oracle, 5)
CASE(leaving_with_unread_data, oracle, 5)
CASE(leaving_after_reading, oracle, 5)
CASE(leaving_children_leave_it_to_the_parent, oracle, 5)
CASE(leaving_after_a_child_that_knew_nothing, oracle, 5)
HELPER(leaving_client)
HELPER(leaving_child)

/* FILE crowd: many clients in many processes */
CASE(crowd_of_64_and_one_slow_acceptor, oracle, 15)
CASE(crowd_of_64_and_a_short_queue, oracle, 15)
CASE(crowd_of_1000_idle_connections, oracle, 15)
HELPER(crowd)
HELPER(idle_crowd)

/* WINDOWS FILE runtime: the .NET runtime as a guest */
CASE(runtime_short_threads_while_collecting, windows, 30)
CASE(runtime_costs_little, windows, 5)
CASE(runtime_imports_system_libraries_only, windows, 5)
WINDOWS_HELPER(runtime_short_threads)

/* WINDOWS FILE runtimes: several C runtimes in one process */
CASE(runtimes_each_has_its_errno, windows, 5)
CASE(runtimes_each_has_its_numbers, windows, 5)
CASE(runtimes_duplicates_and_waits, windows, 5)
CASE(runtimes_hand_over, windows, 5)
CASE(runtimes_ambiguous_number, windows, 5)
CASE(runtimes_data_allocates_nothing, windows, 10)
CASE(runtimes_in_threads, windows, 10)

/* WINDOWS FILE runtimes_unloaded: modules that come and go */
CASE(unloaded_leaves_nothing, windows, 10)
CASE(unloaded_closes_its_sockets, windows, 10)
CASE(unloaded_copy_leaves_the_other, windows, 5)
CASE(dllmain_first_call, windows, 5)
CASE(dllmain_end_of_thread, windows, 5)
CASE(dllmain_end_of_process, windows, 5)
WINDOWS_HELPER(calling_in_dllmain)

/* WINDOWS FILE strangers: others on the port */
CASE(strangers_one, windows, 5)
CASE(strangers_who_talk, windows, 5)
CASE(strangers_alone, windows, 5)
CASE(strangers_while_accept_waits, windows, 5)
CASE(strangers_flood, windows, 15)
CASE(strangers_with_a_forged_file, windows, 5)
CASE(strangers_cannot_take_the_port, windows, 5)
CASE(strangers_on_a_dead_servers_port, windows, 5)
WINDOWS_HELPER(flood)
WINDOWS_HELPER(real_client)

/* WINDOWS FILE takeover: deaths in the middle of connect() */
CASE(takeover_after_the_servers_death, windows, 20)
CASE(takeover_after_the_listeners_close, windows, 20)
CASE(takeover_death_of_client_before_connection, windows, 20)
WINDOWS_HELPER(closing_server)
WINDOWS_HELPER(trapped_client)

/* WINDOWS FILE waiting_close: close() when only the client holds its proof */
CASE(waitclose_until_accept, windows, 5)
CASE(waitclose_ends_with_the_server, windows, 5)
CASE(waitclose_ends_with_the_listener, windows, 5)
CASE(waitclose_is_bounded_by_linger, windows, 5)
CASE(waitclose_is_not_for_the_killed, windows, 5)
WINDOWS_HELPER(hidden_server)
WINDOWS_HELPER(waiting_client)

/* FILE children: sockets that a child inherits */
CASE(children_inherit_a_pair, oracle, 5)
CASE(children_inherit_an_accepted_connection, oracle, 5)
CASE(children_find_what_was_sent_before, oracle, 5)
CASE(children_inherit_a_clients_end, oracle, 5)
CASE(children_see_the_names, oracle, 5)
CASE(children_do_not_inherit_what_is_closed_on_exec, oracle, 5)
CASE(children_inherit_standard_streams, oracle, 5)
CASE(children_inherit_duplicates, oracle, 5)
CASE(children_share_the_end, oracle, 5)
CASE(children_shut_the_parents_socket, oracle, 5)
CASE(children_that_are_killed_end_the_connection, oracle, 5)
CASE(children_that_are_killed_leave_the_end_to_the_parent, oracle, 5)
HELPER(child_answers)
HELPER(child_reads_a_pattern)
HELPER(child_tells_names)
HELPER(child_lacks)
HELPER(child_has_duplicates)
HELPER(child_shuts)
HELPER(child_waits)

/* FILE grandchildren: what a child hands on */
CASE(children_hand_on_what_they_inherited, oracle, 5)
CASE(children_hand_on_nothing_that_is_closed_on_exec, oracle, 5)
HELPER(child_hands_on)
HELPER(child_hands_on_nothing)
HELPER(child_has_nothing)

/* FILE children_listen: listeners that a child inherits */
CASE(children_inherit_a_listener, oracle, 5)
CASE(children_leave_the_listener_to_the_parent, oracle, 5)
CASE(children_inherit_a_bound_socket, oracle, 5)
CASE(children_and_parent_listen, oracle, 5)
CASE(children_go_on_listening_without_the_parent, oracle, 5)
CASE(children_inherit_internet_sockets, oracle, 5)
HELPER(child_accepts)
HELPER(child_listens)
HELPER(parent_of_a_server)
HELPER(child_serves)

/* FILE shared_listeners: listeners of several processes */
CASE(shared_listeners_leave_nobody_to_the_next, oracle, 5)
CASE(shared_listeners_of_many_processes, oracle, 15)
HELPER(child_keeps)
HELPER(parent_of_many)

/* WINDOWS FILE shared_listeners_windows: the same with what only this library has */
CASE(shared_listeners_whose_last_holder_was_killed, windows, 10)
CASE(shared_listeners_leak_no_custody, windows, 15)
CASE(shared_listeners_within_a_process, windows, 5)
WINDOWS_HELPER(sharing_server)
WINDOWS_HELPER(served_client)

/* WINDOWS FILE abstract_objects: what stands behind an abstract name */
CASE(abstractobject_is_guarded, windows, 5)
CASE(abstractobject_has_one_name, windows, 5)
CASE(abstractobject_in_a_parcel, windows, 5)
CASE(abstractobject_of_this_session, windows, 5)
CASE(abstractobject_that_is_looked_at, windows, 5)

/* WINDOWS FILE credentials_sids: the peer's SID, and what is not believed of a peer */
CASE(sids_of_the_peer, windows, 5)
CASE(sids_and_the_process, windows, 5)
CASE(sids_and_numbers, windows, 5)
CASE(sids_of_a_liar, windows, 5)
WINDOWS_HELPER(sids_other)

/* WINDOWS FILE long_paths: paths beyond sizeof sun_path */
CASE(longpaths_of_every_call, windows, 5)
CASE(longpaths_of_messages, windows, 5)
CASE(longpaths_have_their_limits, windows, 5)

/* WINDOWS FILE socket_file: the socket file */
CASE(socketfile_format, windows, 5)
CASE(socketfile_keeps_odd_names, windows, 5)
CASE(socketfile_secrets_differ, windows, 5)
CASE(socketfile_is_the_owners_alone, windows, 5)
CASE(socketfile_mode_option, windows, 5)
CASE(socketfile_is_never_seen_half_written, windows, 10)
CASE(socketfile_has_one_winner, windows, 10)
CASE(socketfile_cut_at_every_byte, windows, 5)
CASE(socketfile_changed_at_every_byte, windows, 10)
CASE(socketfile_changed_trailer, windows, 5)
CASE(socketfile_of_another_type, windows, 5)
CASE(socketfile_of_others, windows, 5)
CASE(socketfile_of_four_gigabytes, windows, 5)

/* WINDOWS FILE object_names: the kernel's objects */
CASE(objects_do_not_tell_the_secret, windows, 5)
CASE(objects_have_one_way_names, windows, 5)
CASE(objects_are_guarded, windows, 5)
CASE(objects_go_with_their_sockets, windows, 5)
CASE(objects_go_with_their_processes, windows, 5)

/* WINDOWS FILE parcels: sockets for other processes */
CASE(parcels_carry_messages, windows, 5)
CASE(parcels_carry_a_connection, windows, 5)
CASE(parcels_carry_a_listener, windows, 5)
CASE(parcels_that_are_never_opened, windows, 5)
CASE(parcels_within_a_process, windows, 5)
CASE(parcels_that_lie, windows, 5)
CASE(parcels_that_name_another_socket, windows, 5)
WINDOWS_HELPER(parcel_messages)
WINDOWS_HELPER(parcel_reader)
WINDOWS_HELPER(parcel_acceptor)

/* WINDOWS FILE rights_windows: descriptors in messages, and who may lie about them */
CASE(rights_that_name_any_handle, windows, 5)
CASE(rights_of_no_process, windows, 5)
CASE(rights_in_a_book, windows, 5)
CASE(rights_in_an_impossible_lane, windows, 5)
CASE(rights_that_are_never_reached, windows, 5)
CASE(rights_with_another_nonce, windows, 5)
CASE(rights_for_a_process_that_cannot_be_opened, windows, 5)
CASE(rights_keep_the_text_mode, windows, 5)
WINDOWS_HELPER(rights_recluse)

/* WINDOWS FILE children_windows: the ways in which Windows makes children */
CASE(children_of_CreateProcess, windows, 5)
CASE(children_with_an_environment, windows, 5)
CASE(children_with_a_socket_as_standard_input, windows, 5)
CASE(children_that_inherit_no_handles, windows, 5)
CASE(children_with_a_list_of_handles, windows, 5)
CASE(children_of_system, windows, 5)
CASE(children_of_system_one_after_another, windows, 10)
CASE(children_that_are_not_made, windows, 5)
CASE(children_made_during_connect, windows, 5)
CASE(children_with_another_file_in_its_place, windows, 5)
WINDOWS_HELPER(child_checks_its_environment)
WINDOWS_HELPER(child_lacks_it)
WINDOWS_HELPER(child_waits_for_input)
WINDOWS_HELPER(child_reopens)

/* WINDOWS FILE steady_messages: the same with messages; and strangers on a datagram socket's port */
CASE(steady_messages_allocate_nothing, windows, 15)
CASE(steady_messages_beside_a_passed_socket, windows, 15)
CASE(steady_waiting_allocates_nothing, windows, 15)
CASE(messages_that_never_end, windows, 10)
CASE(waiting_takes_no_time, windows, 10)
CASE(waiting_to_connect_takes_no_time, windows, 5)
CASE(strangers_send_no_datagrams, windows, 5)

/* WINDOWS FILE steady: what must not grow, and what must not hang */
CASE(steady_data_allocates_nothing, windows, 15)
CASE(steady_accept_allocates_nothing, windows, 5)
CASE(steady_connections_leak_no_handle, windows, 15)
CASE(steady_failures_leak_no_handle, windows, 5)
CASE(steady_idle_connections_need_no_threads, windows, 5)
CASE(steady_short_threads_while_collecting, windows, 30)
WINDOWS_HELPER(steady_client)

/* WINDOWS FILE windows_only: what has no counterpart on Linux */
CASE(windows_separators, windows, 5)
CASE(windows_drives, windows, 5)
CASE(windows_case_of_letters, windows, 5)
CASE(windows_devices_and_streams, windows, 5)
CASE(windows_names_that_are_not_utf8, windows, 5)
CASE(windows_close_ends_recv, windows, 5)
CASE(windows_close_ends_accept, windows, 5)
CASE(windows_close_ends_poll, windows, 5)
CASE(windows_close_ends_poll_of_datagrams, windows, 5)
CASE(windows_close_ends_a_send_of_descriptors, windows, 5)
CASE(windows_errno_is_the_threads, windows, 5)
CASE(windows_stat_of_too_large_a_file, windows, 5)

/* WINDOWS FILE select_wide: select() with a larger FD_SETSIZE */
CASE(windows_select_beyond_1024, windows, 5)
