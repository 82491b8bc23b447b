import CommandLineKit
import Configuration
import EventModel
import JSONText
import NodeAssembly
import Operations

extension LogAccess {
    /// Has an order about dead letters carried out by the log's owner; on Kafka by this process.
    static func carryOut(
        _ order: DeadLetterOrder,
        _ configuration: EffectiveConfiguration
    ) throws -> DeadLetterAnswer {
        let answer = try asOwner(configuration, path: ControlRoutes.deadLetters, body: order.encoded) { operations in
            try operations.deadLetters.carryOut(order).encoded
        }
        do throws(PayloadFault) {
            return try JSONParser().decode(DeadLetterAnswer.self, from: answer)
        } catch {
            throw CommandFailure("the log's owner answered something else; is it another version? \(error)")
        }
    }
}
