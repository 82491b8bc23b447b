import CommandLineKit
import Configuration
import EventModel
import ForensicVault
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import SQLiteLog
import StageRuntime

/// The findings of a doctor's visit, printed as they are made.
struct Examination {
    let output: CommandOutput
    private var faults = 0

    init(output: CommandOutput) {
        self.output = output
    }

    /// 0 when nothing was bad.
    var exitCode: Int32 {
        faults == 0 ? 0 : 1
    }

    func good(_ text: String) {
        output.print("good: \(text)")
    }

    mutating func bad(_ text: String) {
        faults += 1
        output.print("BAD:  \(text)")
    }

    /// Prints what belongs to the line before.
    func say(_ text: String) {
        output.print("      \(text)")
    }

    mutating func report(_ findings: [Finding]) {
        for finding in findings {
            switch finding.level {
            case .ok: good(finding.text)
            case .warning: output.print("warn: \(finding.text)")
            case .failed: bad(finding.text)
            case .unchecked: output.print("skip: not checked: \(finding.text)")
            }
        }
    }

    /// Checks that the log can grow.
    mutating func room(in folder: String) {
        let existing = FileManager.default.fileExists(atPath: folder) ? folder : "."
        guard let free = try? FileManager.default.attributesOfFileSystem(forPath: existing)[.systemFreeSize] as? Int
        else {
            bad("the file system of \(folder) does not say how much room it has")
            return
        }
        let text = "\(free >> 20) MiB free for the log"
        if free < 1 << 30 {
            bad("\(text): make room, below 1 GiB the doors will soon refuse alerts")
        } else {
            good(text)
        }
    }

    /// Checks the log's topics and what is waiting in each stage.
    mutating func log(_ configuration: EffectiveConfiguration) {
        do {
            let log = try LogAccess.reading(configuration)
            defer { log.close() }
            let topics = try log.topics()
            let missing = Topics.all.map(\.name).filter { name in !topics.contains { $0.name == name } }
            guard missing.isEmpty else {
                bad("the log lacks \(missing.joined(separator: ", ")): start `eyrie up`, which creates them")
                return
            }
            good("the log has all \(topics.count) topics")
            for stage in PipelineStages.all {
                try lag(of: stage.wiring, in: log)
            }
        } catch {
            bad("\(error)")
        }
    }

    /// Checks the vault's own invariants.
    mutating func vault(_ file: String) {
        guard FileManager.default.fileExists(atPath: file) else {
            bad("there is no vault at \(file): `eyrie up` makes it")
            return
        }
        do {
            let faults = try VaultReader(path: file).faults()
            if faults.isEmpty {
                good("the vault is whole, every alert in it has its digest")
            }
            for fault in faults {
                bad("vault: \(fault)")
            }
        } catch {
            bad("\(error)")
        }
    }

    private mutating func lag(of wiring: StageWiring, in log: any EventLog) throws(LogError) {
        var waiting: Int64 = 0
        for partition in 0..<(try log.partitionCount(of: wiring.input)) {
            let place = TopicPartition(wiring.input, partition)
            let committed = try log.committedOffset(group: wiring.group, in: place) ?? 0
            waiting += max(0, try log.resolve(.latest, in: place) - committed)
        }
        if waiting <= 100_000 {
            good("stage \(wiring.name): \(waiting) records to decide")
        } else {
            bad("stage \(wiring.name): \(waiting) records to decide; is `eyrie up` running?")
        }
    }
}
