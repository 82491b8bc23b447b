/// A writer outside any group: the bridge, a control record, a stored model.
///
/// Used by one thread at a time. Contract, checked by `verifyEventLog`:
/// 1. `commit` returns only when everything is durable (a crash of process or machine right after keeps it), and a
///    reader opened after it sees all of it.
/// 2. `commit` keeps all or nothing, over all partitions of the transaction.
/// 3. The records of one partition get consecutive offsets, in the order of the transaction.
/// 4. When it throws, nothing was kept, unless the error says `rewind`: then the outcome is unknown and the producer
///    has to be made anew.
///    After `recordRefused` the same producer takes other transactions.
/// 5. A transaction with offsets is refused (`unusable`): offsets belong to a worker.
package protocol LogProducer: AnyObject {
    /// Appends durably.
    ///
    /// - Returns: The base offset of each append, in order.
    /// - Throws: ``LogError``; `noRoom` and `unavailable` may be retried.
    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64]

    func close()
}
