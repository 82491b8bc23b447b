import Foundation
import HTTPRequests

/// Debian's nginx with one worker that reads a request and answers 200 with an empty body.
///
/// Bodies are read and thrown away (`return` discards what was sent), a request fits in one read, connections are kept,
/// and nothing is written to disk: the least that a server of HTTP can do with these requests.
final class NginxServer {
    let port: Int
    private let process: Process

    /// Starts it on a free port and waits until it answers.
    ///
    /// - Throws: `BenchFailure` when it does not.
    init(_ program: String, folder: TemporaryFolder) throws {
        port = try Self.freePort()
        let place = "\(folder.path)/nginx"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let configuration = "\(place)/nginx.conf"
        try Data(Self.text(port: port, place: place).utf8).write(to: URL(fileURLWithPath: configuration))
        process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-c", configuration, "-p", place, "-e", "\(place)/error.log"]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        ChildProcesses.add(process.processIdentifier)
        let watch = Stopwatch()
        let client = HTTPClient()
        while watch.seconds < 10 {
            if let answer = try? client.post("http://127.0.0.1:\(port)/", body: [0x7B, 0x7D]), answer.status == 200 {
                return
            }
            usleep(20_000)
        }
        stop()
        let said = (try? String(contentsOfFile: "\(place)/error.log", encoding: .utf8)) ?? ""
        throw BenchFailure("nginx does not answer: \(said)")
    }

    /// Of the worker and the process above it.
    var processorSeconds: Double {
        ProcessTime.secondsWithChildren(of: process.processIdentifier)
    }

    func stop() {
        if process.isRunning {
            process.terminate()
        }
        process.waitUntilExit()
        ChildProcesses.remove(process.processIdentifier)
    }

    private static func text(port: Int, place: String) -> String {
        """
        daemon off;
        worker_processes 1;
        pid \(place)/nginx.pid;
        error_log \(place)/error.log error;
        \(geteuid() == 0 ? "user root;" : "")
        events { worker_connections 4096; }
        http {
            access_log off;
            client_body_temp_path \(place)/body;
            proxy_temp_path \(place)/proxy;
            fastcgi_temp_path \(place)/fastcgi;
            uwsgi_temp_path \(place)/uwsgi;
            scgi_temp_path \(place)/scgi;
            client_header_buffer_size 8k;
            keepalive_requests 1000000000;
            keepalive_timeout 600s;
            server {
                listen 127.0.0.1:\(port) backlog=1024;
                location / { return 200; }
            }
        }

        """
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
            }
        }
        guard result == 0 else { throw BenchFailure("finding a free port: \(String(cString: strerror(errno)))") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
