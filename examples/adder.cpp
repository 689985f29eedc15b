// Adds numbers: a server with a thread for each client, and the client. C++20, one source for Linux and for Windows.
//
//     adder PATH             serves until its standard input ends
//     adder PATH 1 2 3       asks the server for the sum
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <future>
#include <iostream>
#include <list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

// The result of a call, unless that is -1. On Windows errno's numbers are those of generic_category; system_category has Win32's.
template <typename Result> static Result checked(Result result, const char *what)
{
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return result;
}

// A socket, which is closed when its owner is gone.
class Socket {
public:
    explicit Socket(int fd) noexcept : fd_(fd) {}
    Socket(Socket &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket &operator=(Socket other) noexcept { return std::swap(fd_, other.fd_), *this; }
    ~Socket()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }

    int fd() const noexcept { return fd_; }
    void shutdown(int how) const { checked(::shutdown(fd_, how), "shutdown"); }

    void send(std::string_view text) const
    {
        while (!text.empty())
            text.remove_prefix(static_cast<std::size_t>(checked(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL), "send")));
    }

    std::string receive_to_end() const
    {
        std::string text;
        char bytes[4096];
        while (auto size = checked(::recv(fd_, bytes, sizeof bytes, 0), "recv"))
            text.append(bytes, static_cast<std::size_t>(size));
        return text;
    }

private:
    int fd_;
};

// Gives a socket to bind or connect, which both take the address in this form.
static Socket socket_at(const std::string &path, int (*attach)(int, const sockaddr *, socklen_t))
{
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path)
        throw std::system_error(std::make_error_code(std::errc::filename_too_long), path);
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    Socket socket(checked(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    checked(attach(socket.fd(), reinterpret_cast<const sockaddr *>(&address), sizeof address), path.c_str());
    return socket;
}

// Numbers, each with a space after it, are answered with their sum.
static std::string answer(std::string_view request)
{
    long long sum = 0;
    while (!request.empty()) {
        int number = 0;
        auto [end, error] = std::from_chars(request.data(), request.data() + request.size(), number);
        auto size = static_cast<std::size_t>(end - request.data());
        if (error != std::errc{} || size == request.size() || *end != ' ')
            return "not a number: " + std::string(request.substr(0, request.find(' ')));
        sum += number;
        request.remove_prefix(size + 1);
    }
    return std::to_string(sum);
}

// What a thread does: an exception that left it would end the program.
template <typename Action> static int reporting(Action action)
{
    try {
        action();
        return 0;
    } catch (const std::exception &trouble) {
        std::cerr << "adder: " + std::string(trouble.what()) + '\n';
        return 1;
    }
}

static int serve_client(Socket client)
{
    return reporting([&] { client.send(answer(client.receive_to_end())); });
}

// Until the listener is shut down. The last futures wait for the clients that are still served.
static void accept_clients(const Socket &listener)
{
    std::list<std::future<int>> served;
    for (;;) {
        int fd = ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0 && errno == EINVAL)
            return;
        Socket client(checked(fd, "accept4"));
        served.remove_if([](auto &one) { return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
        served.push_back(std::async(std::launch::async, serve_client, std::move(client)));
    }
}

static void serve(const std::string &path)
{
    std::remove(path.c_str()); // a server that was killed has left it behind
    Socket listener = socket_at(path, ::bind);
    checked(::listen(listener.fd(), SOMAXCONN), "listen");
    std::cout << "listening on " << path << std::endl;
    std::thread acceptor([&] { reporting([&] { accept_clients(listener); }); });
    while (std::cin.get() != std::istream::traits_type::eof())
        continue;
    ::shutdown(listener.fd(), SHUT_RDWR); // wakes accept4, with EINVAL
    acceptor.join();
    std::remove(path.c_str());
}

static void ask(const std::string &path, std::span<char *> numbers)
{
    Socket server = socket_at(path, ::connect);
    for (std::string number : numbers)
        server.send(number + ' ');
    server.shutdown(SHUT_WR);
    std::cout << server.receive_to_end() << '\n';
}

int main(int argc, char **argv)
{
    std::span<char *> arguments(argv, static_cast<std::size_t>(argc));
    return reporting([&] {
        if (argc < 2)
            throw std::invalid_argument("usage: adder PATH [NUMBER...]");
        if (argc == 2)
            return serve(argv[1]);
        try {
            ask(argv[1], arguments.subspan(2));
        } catch (const std::system_error &error) {
            if (error.code() != std::errc::connection_refused && error.code() != std::errc::no_such_file_or_directory)
                throw;
            throw std::runtime_error("nobody serves at " + std::string(argv[1]));
        }
    });
}
