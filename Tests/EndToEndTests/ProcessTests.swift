import Foundation
import PipelineTestKit
import Testing

/// What an operator meets: signals, a second owner, wrong use, wrong settings.
@Suite("The eyrie process")
struct ProcessTests {
    @Test("stops in order on SIGTERM with exit code 0, and the folder is free again")
    func stopsOnTerm() throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            let process = try EyrieProcess(folder: folder.path)
            #expect(process.isUp)
            process.send(SIGTERM)
            #expect(process.wait() == 0)
        }
    }

    @Test("stops in order and in time although a client has sent half a request")
    func stopsBesideHalf() throws {
        let folder = try TemporaryFolder()
        let process = try EyrieProcess(folder: folder.path)
        #expect(process.isUp)
        let client = try #require(RawConnection(port: UInt16(process.httpPort)))
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
        let began = ContinuousClock.now
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        // The bound for an orderly end.
        #expect(began.duration(to: .now) < .seconds(5))
        #expect(client.receiveToEnd().isClosed)
    }

    @Test("a second owner of a folder is refused with the first one's process id")
    func secondOwner() throws {
        let folder = try TemporaryFolder()
        let process = try EyrieProcess(folder: folder.path)
        let second = try EyrieProcess.run(["up", "--folder", folder.path])
        #expect(second.code == 1)
        #expect(second.error.contains(#/process \d+|pid \d+/#), "\(second.error)")
        process.send(SIGINT)
        #expect(process.wait() == 0)
    }

    @Test(
        "wrong use is one clear line and exit code 64",
        arguments: [["ledgr"], ["up", "--fodler", "x"], ["log", "cat"], ["model", "train", "--seed", "x"]]
    )
    func wrongUse(words: [String]) throws {
        let result = try EyrieProcess.run(words)
        #expect(result.code == 64)
        #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
        #expect(result.output.isEmpty)
    }

    @Test("an unknown key is refused with file, line and key, and nothing is started")
    func unknownKey() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/eyrie.yaml"
        try Data("log:\n  folder: \(folder.path)/log\nbridge:\n  http:\n    prot: 1\n".utf8)
            .write(to: URL(fileURLWithPath: file))
        let result = try EyrieProcess.run(["up", "--config", file])
        #expect(result.code == 1)
        #expect(result.error.contains("\(file):5"), "\(result.error)")
        #expect(result.error.contains("bridge.http.prot"), "\(result.error)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/log"))
    }

    @Test("settings come from file, environment and options, the later over the earlier")
    func precedence() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/eyrie.yaml"
        try Data("bridge:\n  cluster: from-file\n  tenant: from-file\n".utf8).write(to: URL(fileURLWithPath: file))
        let result = try EyrieProcess.run(
            ["config", "print", "--config", file, "--set", "worker.threads=3"],
            environment: ["EYRIE_BRIDGE_CLUSTER": "from-environment"]
        )
        #expect(result.code == 0, "\(result.error)")
        #expect(result.output.contains("cluster: \"from-environment\""), "\(result.output)")
        #expect(result.output.contains("tenant: \"from-file\""))
        #expect(result.output.contains("threads: 3"))
        #expect(result.output.contains("port: 2801"))
    }

    @Test("commands on a folder without a log say so and make none")
    func noLog() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/nothing"
        for words in [
            ["ledger"], ["log", "topics"], ["incidents", "list"], ["model", "train"], ["replay", "verify"],
        ] {
            let result = try EyrieProcess.run(words + ["--folder", path])
            #expect(result.code == 1, "\(words)")
            #expect(result.error.split(separator: "\n").count == 1, "\(words): \(result.error)")
            #expect(!FileManager.default.fileExists(atPath: path), "\(words)")
        }
    }
}
