import CommandLineKit
import Configuration
import KafkaLog
import LogPort
import NodeAssembly
import Operations

/// The findings of `eyrie doctor`, printed as they are made.
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

    /// Prints a continuation of the previous line.
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

    /// Checks the embedded log's topics and the backlog of each stage.
    mutating func log(_ configuration: EffectiveConfiguration) {
        do {
            let log = try LogAccess.reading(configuration)
            defer { log.close() }
            let groups = try LagCommand.groups(configuration)
            report(try LogExamination(log: log, topology: Parts.all.topology).findings(groups))
            report(try ClockExamination.findings(in: log))
            report(try DamageExamination.findings(in: LogSettings(configuration).folder))
        } catch {
            bad("\(error)")
        }
    }
}
