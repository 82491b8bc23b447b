import CommandLineKit
import Configuration
import EventModel
import JSONText
import NodeAssembly
import Operations

extension LogAccess {
    /// Sends an order about dead letters to the log's owner; on Kafka this process carries it out.
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
            throw CommandFailure("the answer of the log's owner is not understood; is it another version? \(error)")
        }
    }
}
