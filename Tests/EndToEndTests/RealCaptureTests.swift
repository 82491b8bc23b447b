import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// Real Falco output through the whole pipeline, counted by the sender, balanced by the ledger.
@Suite("Captures of real Falco, end to end")
struct RealCaptureTests {
    static let captures: [String] = {
        let folder = Checkout.shared("data/falco/captures")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
    }()

    /// The lines of a file that are whole JSON objects with a rule, by Foundation's parser.
    private static func alerts(of file: String) throws -> [String] {
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init).filter { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?["rule"] is String
        }
    }

    @Test(
        "every alert of every capture is kept, decided and in the ledger, over HTTP and from files",
        .enabled(if: !captures.isEmpty, "there is no ../shared/data/falco")
    )
    func allCaptures() throws {
        let folder = try TemporaryFolder()
        let process = try EyrieProcess(folder: folder.path)
        let client = HTTPClient()
        var posted = 0
        for file in Self.captures {
            for line in try Self.alerts(of: file) {
                #expect(try client.post(process.url, body: Array(line.utf8)).status == 200)
                posted += 1
            }
        }
        let overHTTP = try EyrieProcess.ledgerWhenDecided(folder.path)
        #expect(overHTTP.code == 0, "\(overHTTP.output)")
        #expect(overHTTP.output.contains("door http: received \(posted) ="), "\(posted) posted: \(overHTTP.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)

        let reading = Self.captures.flatMap { ["--read", $0] }
        let reader = try EyrieProcess(folder: folder.path, words: reading)
        #expect(reader.wait() == 0)
        let again = try EyrieProcess(folder: folder.path)
        let both = try EyrieProcess.ledgerWhenDecided(folder.path)
        #expect(both.code == 0, "\(both.output)")
        for file in Self.captures {
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
            let count = lines.last == "" ? lines.count - 1 : lines.count
            let door = both.output.split(separator: "\n").first { $0.contains("file:\(file): received ") }
            let received = door.flatMap { $0.firstMatch(of: #/received (\d+)/#) }.flatMap { Int($0.1) } ?? -1
            // A torn line counts once for each of its pieces.
            #expect(received >= count, "\(file): \(count) lines, \(door ?? "no such door")")
        }
        again.send(SIGTERM)
        #expect(again.wait() == 0)
        let replay = try EyrieProcess.run(["replay", "verify", "--folder", folder.path])
        #expect(replay.code == 0, "\(replay.output)")
    }
}
