import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// Damage in the embedded log, as a person meets it: what can be derived is rebuilt, what cannot is named, doors stay open.
@Suite("A damaged log")
struct DamagedLogTests {
    /// Posts alerts one by one to a new process on a folder and stops it.
    private func run(_ folder: String, posting range: Range<Int>) throws -> String {
        let process = try RunningProcess(
            [
                "up", "--folder", folder, "--set", "bridge.http.port=0", "--set", "bridge.http.address=127.0.0.1",
                "--set", "probes.enabled=false", "--set", "log.partitions=1", "--set", "worker.commit-interval=0ms",
            ]
        )
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        for number in range {
            #expect(try HTTPClient().post(process.door, body: PostedAlerts.alert(number)).status == 200)
        }
        _ = try EyrieProcess.ledgerWhenDecided(folder)
        #expect(process.stop().code == 0, "\(process.text)")
        return process.text
    }

    @Test("A damaged batch of a state or of decisions is set aside and decided again, while the doors are open")
    func derived() throws {
        let folder = try TemporaryFolder()
        _ = try run(folder.path, posting: 0..<30)
        let changelogs = ["features", "scoring", "incidents"].map { "eyrie.\($0).changelog.v1" }
        let surgery = try LogSurgery(folder.path)
        for (index, topic) in changelogs.enumerated() {
            let keys = try surgery.batches(of: topic)
            try surgery.flip(keys[keys.count * index / 3])
        }
        for topic in ["eyrie.vectors.v1", "eyrie.verdicts.v1"] {
            try surgery.flip(try surgery.batches(of: topic)[1])
        }
        let found = try EyrieProcess.run(["log", "verify", "--folder", folder.path])
        #expect(found.code == 1 && found.output.contains("5 findings"), "\(found.output)")
        let doctor = try EyrieProcess.run(["doctor", "--folder", folder.path])
        #expect(doctor.code == 1 && doctor.output.contains("BAD:  eyrie.scoring.changelog.v1/0"), "\(doctor.output)")

        let said = try run(folder.path, posting: 30..<40)
        #expect(said.contains("a damaged batch was set aside"), "\(said)")
        #expect(said.contains("a state was rebuilt"), "\(said)")
        let rebuilt = try EyrieProcess.run(["log", "rebuild", "--folder", folder.path])
        #expect(rebuilt.code == 0, "\(rebuilt.output)\(rebuilt.error)")
        let verified = try EyrieProcess.run(["log", "verify", "--folder", folder.path])
        #expect(verified.code == 0 && verified.output.contains("all good"), "\(verified.output)")
        let replay = try EyrieProcess.run(["replay", "verify", "--folder", folder.path])
        #expect(replay.code == 0, "\(replay.output)\(replay.error)")
        #expect(!replay.output.contains("was rebuilt:"), "\(replay.output)")
        let ledger = try EyrieProcess.run(["ledger", "--folder", folder.path])
        #expect(ledger.code == 0 && ledger.output.contains("decided 40"), "\(ledger.output)")
    }

    @Test("Where retention took the beginning the log says from where a state was rebuilt, and replay splits there")
    func split() throws {
        let folder = try TemporaryFolder()
        _ = try run(folder.path, posting: 0..<30)
        let surgery = try LogSurgery(folder.path)
        try surgery.retire(5, of: "eyrie.alerts.v1")
        try surgery.flip(try #require(try surgery.batches(of: "eyrie.features.changelog.v1").last))
        _ = try run(folder.path, posting: 30..<40)
        let alerts = try EyrieProcess.run(["log", "cat", "alerts", "--folder", folder.path])
        #expect(
            alerts.output.contains(#/"control":"state-rebuilt".*"stage":"features","partition":0,"from":5,"until":30/#),
            "\(alerts.output)"
        )
        let replay = try EyrieProcess.run(["replay", "verify", "--folder", folder.path])
        #expect(replay.code == 0, "\(replay.output)\(replay.error)")
        #expect(replay.output.contains("from input offset 30 on, where its state was rebuilt"), "\(replay.output)")
        #expect(try EyrieProcess.run(["ledger", "--folder", folder.path]).code == 0)
    }

    @Test("A lost alert is named by log verify, rebuild, doctor and ledger, and everything else goes on")
    func alerts() throws {
        let folder = try TemporaryFolder()
        _ = try run(folder.path, posting: 0..<30)
        let surgery = try LogSurgery(folder.path)
        try surgery.flip(try surgery.batches(of: "eyrie.alerts.v1")[3])
        try surgery.flip(try #require(try surgery.batches(of: "eyrie.bridge.changelog.v1").last))
        _ = try run(folder.path, posting: 30..<40)
        let rebuild = try EyrieProcess.run(["log", "rebuild", "--folder", folder.path])
        #expect(rebuild.code == 1, "\(rebuild.output)")
        #expect(rebuild.output.contains("2 of them cannot be derived and are lost"), "\(rebuild.output)")
        for words in [["log", "verify"], ["doctor"], ["ledger"]] {
            let told = try EyrieProcess.run(words + ["--folder", folder.path])
            #expect(told.code == 1, "\(told.output)")
            #expect(told.output.contains("eyrie.alerts.v1/0: offsets 3 to 3 were damaged"), "\(told.output)")
        }
        let ledger = try EyrieProcess.run(["ledger", "--folder", folder.path])
        #expect(ledger.output.contains("log: 39 alerts, 0 controls, and 1 alerts lost to damage"), "\(ledger.output)")
        #expect(ledger.output.contains("decided 39"), "\(ledger.output)")
    }

    @Test("A lost model stops the stage that needs it and nothing else: doors stay open, and readiness says so")
    func model() throws {
        let folder = try TemporaryFolder()
        _ = try run(folder.path, posting: 0..<300)
        let trained = try EyrieProcess.run(["model", "train", "--folder", folder.path])
        #expect(trained.code == 0, "\(trained.error)")
        let digest = try #require(trained.output.firstMatch(of: #/[0-9a-f]{64}/#)).0
        #expect(try EyrieProcess.run(["model", "activate", String(digest), "--folder", folder.path]).code == 0)
        // The control is decided, and the state of scoring names the model.
        _ = try run(folder.path, posting: 300..<301)
        let surgery = try LogSurgery(folder.path)
        try surgery.flip(try #require(try surgery.batches(of: "eyrie.models.v1").last))
        let process = try RunningProcess(
            [
                "up", "--folder", folder.path, "--set", "bridge.http.port=0", "--set", "bridge.http.address=127.0.0.1",
                "--set", "probes.port=0",
            ]
        )
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        #expect(process.hasSaid("a stage waits for a model"), "\(process.text)")
        #expect(try HTTPClient().post(process.door, body: PostedAlerts.alert(302)).status == 200)
        #expect(try process.probe("/readyz") == 503)
        #expect(try process.probe("/healthz") == 200)
        #expect(process.stop().code == 0, "\(process.text)")
    }
}
