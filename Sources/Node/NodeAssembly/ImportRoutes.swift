import EventModel
import FalcoBridge
import HTTPService
import JSONText
import StageRuntime

/// What the owner of a log reads for other processes, over a unix socket of its own beside the log.
///
/// | request | body | answer |
/// | --- | --- | --- |
/// | `POST /v1/imports` | an ``ImportOrder`` | an ``ImportAnswer`` |
///
/// The socket has mode 0600: who may write the folder may ask; the owner reads the files with its own rights.
package enum ImportRoutes {
    package static let path = "/v1/imports"

    /// Returns the routes over a desk.
    static func routes(_ desk: ImportDesk) -> [Route] {
        [
            Route(.post, path) { request in
                let body = Array(request.body)
                do {
                    let order = try JSONParser().decode(ImportOrder.self, from: body)
                    let answer =
                        if order.number == 0 {
                            try desk.begin(order)
                        } else {
                            try order.isCancel ? desk.cancel(order.number) : desk.answer(order.number)
                        }
                    return .json(200, answer.encoded)
                } catch {
                    return .text(400, "\(error)\n")
                }
            }
        ]
    }
}
