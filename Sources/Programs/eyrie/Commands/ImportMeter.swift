import CommandLineKit
import FalcoBridge
import Lifecycle
import StageRuntime
import Synchronization

/// Shows the progress of an import: on a terminal one line that is rewritten, else a line every ten seconds.
final class ImportMeter: Service {
    let name = "import.meter"

    private let output: CommandOutput
    private let isTerminal: Bool
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private let source = Mutex<(any ImportSource)?>(nil)
    private let thread = ServiceThread(name: "import-meter")
    private let files: Int

    init(output: CommandOutput, files: Int, isTerminal: Bool) {
        self.output = output
        self.files = files
        self.isTerminal = isTerminal
        began = clock.now
    }

    /// Whose progress is shown.
    func measure(_ fileImport: (any ImportSource)?) {
        source.withLock { $0 = fileImport }
    }

    func start(_ handle: ServiceHandle) throws {
        let pause = pause
        try thread.start { [self] stopFlag in
            while !stopFlag.wait(for: pause) {
                show()
            }
        }
    }

    /// How often it shows how it stands.
    var pause: Duration { isTerminal ? .milliseconds(200) : .seconds(10) }

    /// Ends the line that renewed itself.
    func endLine() {
        show()
        if isTerminal {
            output.report("")
        }
    }

    /// Shows the last state: the intake has stopped before.
    func stop(within budget: Duration) {
        thread.stop(within: budget)
        endLine()
    }

    /// Says what became of everything that was read.
    ///
    /// - Returns: Whether that was everything, and nothing of it was left out.
    func conclude() -> Bool {
        guard let fileImport = source.withLock({ $0 }) else { return false }
        output.print(ImportProgressText.summary(fileImport.counts, files: files, seconds: seconds))
        if !fileImport.isFinished {
            output.report("eyrie import: stopped before the end; run it again to continue")
        }
        let counts = fileImport.counts
        if counts[.deadLettered] > 0 {
            output.report(
                "eyrie import: \(counts[.deadLettered]) pieces that may be alerts were left out; "
                    + "`eyrie deadletters list` says why"
            )
            return false
        }
        if counts[.received] > 0, counts[.received] == counts[.skipped] {
            output.report("eyrie import: there was no alert in \(counts[.skipped]) lines")
            return false
        }
        return fileImport.isFinished
    }

    private var seconds: Double {
        (clock.now - began) / .seconds(1)
    }

    /// Shows how it stands now.
    func show() {
        guard let fileImport = source.withLock({ $0 }) else { return }
        let line = ImportProgressText.line(fileImport.progress, seconds: seconds)
        if isTerminal {
            // Return to the line's start and erase the old text.
            output.reportPart("\r\(line)\u{1B}[K")
        } else {
            output.report(line)
        }
    }
}
