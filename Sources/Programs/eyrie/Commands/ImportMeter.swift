import CommandLineKit
import FalcoBridge
import Lifecycle
import Synchronization

/// Shows how far an import is: one line that renews itself on a terminal, else a line every ten seconds.
final class ImportMeter: Service {
    let name = "import.meter"

    private let output: CommandOutput
    private let isTerminal: Bool
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private let source = Mutex<FileImport?>(nil)
    private let thread = ServiceThread(name: "import-meter")
    private let files: Int

    init(output: CommandOutput, files: Int, isTerminal: Bool) {
        self.output = output
        self.files = files
        self.isTerminal = isTerminal
        began = clock.now
    }

    /// Whose progress is shown.
    func measure(_ fileImport: FileImport?) {
        source.withLock { $0 = fileImport }
    }

    func start(_ handle: ServiceHandle) throws {
        let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
        try thread.start { [self] stopFlag in
            while !stopFlag.wait(for: pause) {
                show()
            }
        }
    }

    /// Shows the last state: the intake has stopped before.
    func stop(within budget: Duration) {
        thread.stop(within: budget)
        show()
        if isTerminal {
            output.report("")
        }
    }

    /// Says what became of everything that was read.
    ///
    /// - Returns: Whether that was everything.
    func conclude() -> Bool {
        guard let fileImport = source.withLock({ $0 }) else { return false }
        output.print(ImportProgressText.summary(fileImport.counts, files: files, seconds: seconds))
        if !fileImport.isFinished {
            output.report("eyrie import: stopped before the end; run it again, and it goes on where it was")
        }
        return fileImport.isFinished
    }

    private var seconds: Double {
        (clock.now - began) / .seconds(1)
    }

    private func show() {
        guard let fileImport = source.withLock({ $0 }) else { return }
        let line = ImportProgressText.line(fileImport.progress, seconds: seconds)
        if isTerminal {
            // Back to the line's start, and nothing of the old one behind the new.
            output.reportPart("\r\(line)\u{1B}[K")
        } else {
            output.report(line)
        }
    }
}
