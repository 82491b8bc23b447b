import CommandLineKit
import Foundation

let program = CommandProgram(EyrieCommands.root, version: EyrieVersion.text)
exit(program.run(Array(CommandLine.arguments.dropFirst()), output: CommandOutput.process))
