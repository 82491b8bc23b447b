import Foundation
import Glibc
import HTTPRequests
import PipelineTestKit
import Testing

/// The folder of an embedded log, and the mistakes that are made with it.
@Suite("A log's folder")
struct FolderTests {
    /// A folder whose vault has read an incident.
    private func filled(_ folder: String) throws {
        let process = try EyrieProcess(folder: folder)
        #expect(process.isUp)
        for number in [97, 194] {
            #expect(try HTTPClient().post(process.url, body: PostedAlerts.alert(number)).status == 200)
        }
        _ = try EyrieProcess.ledgerWhenDecided(folder)
        for _ in 0..<1000 {
            let list = try EyrieProcess.run(["incidents", "list", "--folder", folder])
            if list.output.contains("risk") { break }
        }
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }

    @Test("A missing log beside a vault is refused with what to do, and nothing is begun again")
    func missing() throws {
        let folder = try TemporaryFolder()
        try filled(folder.path)
        for name in ["eyrie.log", "eyrie.log-wal", "eyrie.log-shm"] {
            try? FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        let run = try EyrieProcess.run(["up", "--folder", folder.path, "--set", "bridge.http.port=0"])
        #expect(run.code == 1)
        let words = "there is no eyrie.log, and the vault \(folder.path)/vault.db belongs to one"
        #expect(run.error.contains(words), "\(run.error)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/eyrie.log"))
    }

    @Test("A log that is older than its vault is refused with what to do")
    func older() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let first = try EyrieProcess(folder: log)
        first.send(SIGTERM)
        #expect(first.wait() == 0)
        let copy = try Data(contentsOf: URL(fileURLWithPath: "\(log)/eyrie.log"))
        try filled(log)
        try copy.write(to: URL(fileURLWithPath: "\(log)/eyrie.log"))
        let run = try EyrieProcess.run(["up", "--folder", log, "--set", "bridge.http.port=0"])
        #expect(run.code == 1)
        #expect(run.error.contains("older copy, or another log; bring back the newer one"), "\(run.error)")
        #expect(!run.error.contains("eyrie is up"), "\(run.error)")
    }

    @Test("A log's files are for its owner alone, and those that allow more are brought down to that")
    func rights() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        func modes() -> [String] {
            var found: [String] = []
            for name in ["", "/eyrie.log", "/eyrie.lock", "/vault.db"] {
                var status = stat()
                #expect(stat(log + name, &status) == 0, "\(name)")
                found.append(String(status.st_mode & 0o777, radix: 8))
            }
            return found
        }
        try filled(log)
        #expect(modes() == ["700", "600", "600", "600"])
        for name in ["/eyrie.log", "/eyrie.lock", "/vault.db"] {
            chmod(log + name, 0o644)
        }
        chmod(log, 0o755)
        let process = try EyrieProcess(folder: log)
        #expect(process.isUp)
        #expect(modes() == ["700", "600", "600", "600"])
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        let report = "\(folder.path)/report.md"
        #expect(try EyrieProcess.run(["report", "period", "--folder", log, "--output", report]).code == 0)
        var status = stat()
        #expect(stat(report, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(chmod(report, 0o640) == 0)
        #expect(try EyrieProcess.run(["report", "period", "--folder", log, "--output", report]).code == 0)
        #expect(stat(report, &status) == 0 && status.st_mode & 0o777 == 0o640)
    }

    @Test("Seven digits of an id name an incident, and the wrong folder is said as such")
    func messages() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        try filled(log)
        let list = try EyrieProcess.run(["incidents", "list", "--folder", log])
        let id = try #require(list.output.split(separator: " ").first)
        let shown = try EyrieProcess.run(["incidents", "show", String(id.prefix(7)), "--folder", log])
        #expect(shown.code == 0, "\(shown.error)")
        for words in [["log", "topics"], ["ledger"], ["replay", "verify"]] {
            let run = try EyrieProcess.run(words + ["--folder", folder.path])
            #expect(run.code == 1 && run.error.contains("no log here"), "\(run.error)")
            #expect(run.error.contains("--folder"), "\(run.error)")
        }
        let vault = try EyrieProcess.run(["incidents", "list", "--folder", folder.path])
        #expect(vault.error.contains("there is no vault here; give the log's folder with --folder"), "\(vault.error)")
    }

    @Test("SIGHUP ends nothing")
    func hangUp() throws {
        let folder = try TemporaryFolder()
        let process = try RunningProcess(
            ["up", "--folder", folder.path, "--set", "bridge.http.port=0", "--set", "probes.port=0"]
        )
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        process.send(SIGHUP)
        #expect(process.hasSaid("SIGHUP changes nothing"), "\(process.text)")
        #expect(try process.probe("/healthz") == 200)
        #expect(process.stop().code == 0)
    }

    @Test("A start that fails leaves no folder behind that was not there")
    func unused() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/deep/log"
        let run = try EyrieProcess.run(["import", "\(folder.path)/none.json", "--folder", log])
        #expect(run.code == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/deep"))
        let holder = try RunningProcess(
            ["up", "--folder", "\(folder.path)/first", "--set", "bridge.http.port=0", "--set", "probes.port=0"]
        )
        #expect(holder.hasSaid("eyrie is up"))
        let port = holder.number(behind: "bridge.http.port=")
        let second = try EyrieProcess.run(
            ["up", "--folder", log, "--set", "bridge.http.port=\(port)", "--set", "probes.port=0"]
        )
        #expect(second.code == 1)
        #expect(second.error.contains("bridge.http.port"), "\(second.error)")
        #expect(second.error.contains("\(port)"), "\(second.error)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/deep"))
        #expect(holder.stop().code == 0)
    }
}
