import CommandLineKit
import Foundation
import Lifecycle

ProcessHeaps.bound()

let program = CommandProgram(EyrieCommands.root, version: EyrieVersion.text)
exit(program.run(Array(CommandLine.arguments.dropFirst()), output: CommandOutput.process))
