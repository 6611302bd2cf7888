// In: a file of records as text, and how to bring it in. Out: an account of every row. Refuses whoever is no curator; what is wrong with the input is in
// the answer.

import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { invalid, wrongIn } from './acting.ts';
import type { Context } from './context.ts';
import { DataImportInput, DataImportPayload, IMPORT_CODES } from './types/import.ts';

@Resolver()
export class Importing {
  @Mutation(() => DataImportPayload, {
    nullable: true,
    description:
      'Brings a file of records in, in one transaction: all of it, or with `acceptValid` exactly the valid rows, or nothing. Twice the same file changes nothing. What is coded by machine enters as drafts.',
  })
  async dataImport(
    @Arg('input', () => DataImportInput, { description: 'The file, and how to bring it in.' }) input: DataImportInput,
    @Ctx() context: Context,
  ): Promise<DataImportPayload> {
    const by = context.curator();
    try {
      if (!/^(?! )[^\p{Cc}\u2014\ufffd]{1,500}(?<! )$/u.test(input.reason))
        throw invalid('reason', JSON.stringify(input.reason.slice(0, 60)), 'text in one line, at most 500 characters');
      const { reason, dryRun, acceptValid, dateOrder = null } = input;
      const bytes = Buffer.from(input.content);
      // Only who brings files in pays for reading them.
      const { importFile } = await import('../curate.ts');
      const choices = { by, reason, dryRun, acceptValid, dates: dateOrder };
      const report = await importFile(context.chancery, () => [bytes], choices);
      context.forget();
      // The next search would have to do it. What keeps it from being done is no fault of this import.
      if (report.kept) await context.chancery.store.prepareSearch().catch(() => {});
      return new DataImportPayload(report, []);
    } catch (error) {
      return new DataImportPayload(
        null,
        wrongIn(error, IMPORT_CODES, () => ['content']),
      );
    }
  }
}
