import CommandLineKit
import Foundation
import Lifecycle

ProcessHeaps.bound()

ChildProcesses.watchSignals()
exit(
    CommandProgram(BenchCommands.root, version: "0.1.0").run(
        Array(CommandLine.arguments.dropFirst()),
        output: .process
    )
)
