import CommandLineKit
import Foundation
import PipelineTestKit

@testable import eyrie

/// One command of `eyrie`, run in this process.
struct EyrieRun {
    /// The folder of topics of this repository.
    static let topics = Checkout.root.appending(path: "Topics").path(percentEncoded: false)

    let code: Int32
    let output: String
    let error: String

    init(_ words: String...) {
        self.init(words)
    }

    init(_ words: [String]) {
        let captured = CapturedOutput()
        code = CommandProgram(EyrieCommands.root, version: "test").run(words, output: captured.commandOutput)
        output = captured.output
        error = captured.error
    }
}
