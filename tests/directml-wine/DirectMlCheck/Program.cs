using CimCil.DirectMlCheck;

// On Linux: "make FOLDER" exports networks and writes what they should give; "pictures FOLDER" draws pictures.
// On Windows: "check FOLDER" runs the models through DirectML.
return args switch
{
    ["make", var folder] => CaseMaker.Make(folder),
    ["pictures", var folder] => CaseMaker.DrawPictures(folder),
    ["check", var folder] => CaseCheck.Run(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("DirectMlCheck make|pictures|check FOLDER");
    return 2;
}
