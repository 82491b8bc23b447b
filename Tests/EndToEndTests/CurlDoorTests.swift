import Cryptography
import Foundation
import PipelineTestKit
import Testing

/// Debian's curl, gzip and bash as the clients of the real program's HTTP door.
@Suite("The HTTP door and curl")
struct CurlDoorTests {
    /// Programs that the tests need and that are not here.
    static let missing = ["curl", "gzip", "bash"].filter { name in
        !["/usr/bin/", "/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + name) }
    }

    private func alert(_ number: Int, message: String = "curl") -> String {
        """
        {"hostname":"node-1","output":"\(message)","output_fields":{"k8s.ns.name":"shop","k8s.pod.name":"web-\(number)"},\
        "priority":"Notice","rule":"Curl \(number)","source":"syscall","tags":[],"time":"2026-03-01T10:00:00.00000000\(number)Z"}
        """
    }

    private func id(_ text: String) -> String {
        String(SHA256.digest(of: text).hex.prefix(32))
    }

    /// Runs a script of bash in a folder.
    private func shell(_ script: String, in folder: String) throws -> String {
        try ChildProcess.run("/bin/bash", ["-c", "cd '\(folder)' && \(script)"]).output
    }

    @Test(
        "gzip, an array, lines, text, a long body that asks first, and requests behind each other are kept once each",
        .enabled(if: missing.isEmpty, "missing here: \(missing.joined(separator: ", "))")
    )
    func allForms() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let process = try EyrieProcess(folder: log)
        let url = process.url
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        }
        let curl = "curl -sS -o body -w '%{http_code} %header{x-eyrie-event-id}\\n'"
        try write("one", alert(1))
        #expect(
            try shell("gzip -c one | \(curl) -H 'Content-Encoding: gzip' --data-binary @- \(url)", in: folder.path)
                == "200 \(id(alert(1)))\n"
        )
        // The same alert again, not compressed: the same event.
        #expect(try shell("\(curl) --data-binary @one \(url)any/path", in: folder.path) == "200 \(id(alert(1)))\n")
        try write("array", " [\(alert(2)),\n\(alert(3))] ")
        #expect(
            try shell("\(curl) --json @array \(url)", in: folder.path) == "200 \(id(alert(2))), \(id(alert(3)))\n"
        )
        try write("lines", alert(4) + "\nnonsense\n" + alert(5) + "\n")
        #expect(
            try shell("\(curl) -H 'Transfer-Encoding: chunked' --data-binary @lines \(url)", in: folder.path)
                == "200 \(id(alert(4))), \(id(alert(5)))\n"
        )
        let text = "13:53:31.726060287: Critical Text from Falco (user=root container_id=host)"
        #expect(
            try shell("\(curl) -H 'Content-Type: text/plain' -d '\(text)' \(url)", in: folder.path)
                == "200 \(id(text))\n"
        )
        // Larger than 1 MiB, for which curl asks with Expect: 100-continue.
        try write("long", alert(6, message: String(repeating: "x", count: 2 << 20)))
        #expect(try shell("\(curl) --data-binary @long \(url)", in: folder.path) == "413 \n")
        try write("almost", alert(7, message: String(repeating: "x", count: 1_048_000)))
        #expect(
            try shell("\(curl) -H 'Expect: 100-continue' --data-binary @almost \(url)", in: folder.path).hasPrefix(
                "200 "
            )
        )
        #expect(
            try shell("\(curl) -d '{' \(url); cat body", in: folder.path)
                .hasPrefix("400 \nPlease send a valid request body\n")
        )
        #expect(try shell("\(curl) -X POST \(url)test", in: folder.path).hasPrefix("200 "))
        #expect(try shell("curl -sS \(url)ping \(url)healthz", in: folder.path) == "pong\n{\"status\": \"ok\"}")
        #expect(try shell("curl -sS \(url)metrics", in: folder.path).contains("eyrie_bridge_received_total"))

        // Three requests in one piece over bash's own TCP.
        let requests = [alert(8), alert(9), alert(8)].enumerated().map { index, alert in
            "POST /\(index) HTTP/1.1\r\nHost: h\r\nContent-Length: \(alert.utf8.count)\r\n"
                + (index == 2 ? "Connection: close\r\n" : "") + "\r\n\(alert)"
        }
        try write("requests", requests.joined())
        let answers = try shell(
            "exec 3<>/dev/tcp/127.0.0.1/\(process.httpPort); cat requests >&3; cat <&3",
            in: folder.path
        )
        #expect(answers.components(separatedBy: "HTTP/1.1 200 ").count == 4, "\(answers)")
        #expect(answers.components(separatedBy: id(alert(8))).count == 3)

        let ledger = try EyrieProcess.ledgerWhenDecided(log)
        #expect(ledger.code == 0, "\(ledger.output)")
        // 1 to 5 and 7 to 9, the text, and the test alert; again 1 and 8; dead letters: nonsense, the long one, `{`.
        #expect(ledger.output.contains("appended 10 "), "\(ledger.output)")
        #expect(ledger.output.contains("duplicate 2 "), "\(ledger.output)")
        #expect(ledger.output.contains("dead-lettered 3 "), "\(ledger.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }

    @Test(
        "An alert that curl sent before a kill -9 is still a duplicate afterwards",
        .enabled(if: missing.isEmpty, "missing here: \(missing.joined(separator: ", "))")
    )
    func duplicateAfterKill() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        for round in 0..<2 {
            let process = try EyrieProcess(folder: log, words: ["--set", "bridge.http.duplicate-window=3600s"])
            #expect(process.isUp)
            try Data(alert(1).utf8).write(to: URL(fileURLWithPath: "\(folder.path)/one"))
            #expect(
                try shell("curl -sS -w '%{http_code}' --data-binary @one \(process.url)", in: folder.path) == "200",
                "round \(round)"
            )
            process.send(SIGKILL)
            #expect(process.wait() == -SIGKILL)
        }
        let process = try EyrieProcess(folder: log)
        let ledger = try EyrieProcess.ledgerWhenDecided(log)
        #expect(ledger.output.contains("appended 1 "), "\(ledger.output)")
        #expect(ledger.output.contains("duplicate 1 "), "\(ledger.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }
}
