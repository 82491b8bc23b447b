import Foundation
import PipelineTestKit

/// A strict receiver of webhooks: Python's HTTP server, and signatures checked by PyPI's `standardwebhooks`.
///
/// It answers as the path says, `/MANNER/...`, and writes each request as one JSON line.
final class WebhookReceiver {
    /// One request as the receiver saw it.
    struct Request: Decodable {
        let path: String
        let id: String
        /// What `standardwebhooks` said: empty when the signature and the time are right.
        let fault: String
        let type: String
        let incident: String
        let bytes: Int
        /// When it came, seconds of a clock that never goes back.
        let at: Double
        /// What was answered; 0 for nothing.
        let status: Int
    }

    static let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let newKey = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()

    /// The Python that has `standardwebhooks`; nil when none has, which is said once.
    static let python: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let own = root.appending(path: ".build/clients/bin/python").path
        let all = [own, OutsideTool.url(of: "python3")?.path].compactMap { $0 }
        return all.first { python in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: python)
            process.arguments = ["-c", "import standardwebhooks"]
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }()

    private let process = Process()
    private let folder: String
    let port: Int

    init(folder: String) throws {
        self.folder = folder
        try Data(Self.script.utf8).write(to: URL(fileURLWithPath: "\(folder)/receiver.py"))
        process.executableURL = URL(fileURLWithPath: Self.python ?? "")
        process.arguments = ["\(folder)/receiver.py", folder, Self.key, Self.newKey]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = Int(line.filter(\.isNumber)) ?? 0
    }

    deinit {
        // A mask of signals is inherited, so that it might never hear of a politer one.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func url(_ manner: String) -> String {
        "http://127.0.0.1:\(port)/\(manner)"
    }

    /// Which process `/kill` kills before it answers.
    func setVictim(_ process: Int32) throws {
        try Data("\(process)".utf8).write(to: URL(fileURLWithPath: "\(folder)/victim"), options: .atomic)
    }

    /// Every request so far, of one manner.
    func requests(_ manner: String) throws -> [Request] {
        let data = FileManager.default.contents(atPath: "\(folder)/requests") ?? Data()
        return try data.split(separator: 0x0A).map { try JSONDecoder().decode(Request.self, from: $0) }
            .filter { $0.path == "/\(manner)" }
    }

    /// The incident is in the signed body, so a forged one would be a fault.
    private static let script = """
        import http.server, json, os, signal, sys, threading, time
        from standardwebhooks.webhooks import Webhook, WebhookVerificationError
        folder, old, new = sys.argv[1:4]
        lock, seen = threading.Lock(), {}

        class Receiver(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *words): pass
            def answer(self, status, headers={}):
                self.send_response(status)
                for name, value in headers.items(): self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()
            def do_GET(self): self.note("redirected", b"", "followed", 200); self.answer(200)
            def note(self, key, body, fault, status):
                try: message = json.loads(body)
                except ValueError: message = {}
                line = json.dumps({"path": self.path, "id": key, "fault": fault, "type": message.get("type", ""),
                    "incident": message.get("data", {}).get("incident", ""), "bytes": len(body),
                    "at": time.monotonic(), "status": status})
                with lock, open(folder + "/requests", "a") as file: file.write(line + "\\n")
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                key, fault = self.headers["webhook-id"], ""
                for secret in ([old, new] if self.path == "/rotated" else [old]):
                    try: Webhook(secret).verify(body, dict(self.headers))
                    except WebhookVerificationError as error: fault += str(error)
                with lock: count = seen[self.path, key] = seen.get((self.path, key), 0) + 1
                status, headers = 200, {}
                if self.path == "/flaky" and count == 1: status = 500
                if self.path == "/busy" and count == 1: status, headers = 429, {"retry-after": "8"}
                if self.path == "/slow" and count == 1: time.sleep(3)
                if self.path == "/gone": status = 410
                if self.path == "/moved": status, headers = 302, {"location": "/elsewhere"}
                if self.path == "/picky": status = 422
                victim = folder + "/victim"
                if self.path == "/kill" and os.path.exists(victim):
                    self.note(key, body, fault, 0)
                    with open(victim) as file: process = int(file.read())
                    os.remove(victim)
                    os.kill(process, signal.SIGKILL)
                    self.close_connection = True
                    return
                self.note(key, body, fault, status)
                try: self.answer(status, headers)
                except OSError: pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
