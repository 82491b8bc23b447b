import ChaosKit
import CommandLineKit
import Foundation
import PipelineTestKit

RunningChildren.watchSignals()
exit(
    CommandProgram(ChaosCommand.root, version: "0.1.0").run(
        Array(CommandLine.arguments.dropFirst()),
        output: .process
    )
)
